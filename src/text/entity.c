#include "entity.h"

#include "ascii.h"
#include "entity_names.h"
#include "utf8.h"

static const struct entity_name *find(struct view v)
{
	size_t lo = 0, hi = entity_data_size;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		size_t len = strlen(entity_data[mid].name);
		int c = memcmp(entity_data[mid].name, v.p, len < v.n ? len : v.n);

		if (c == 0 && len == v.n)
			return &entity_data[mid];
		if (c < 0 || (c == 0 && len < v.n))
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

uint32_t entity_lookup(struct view name)
{
	const struct entity_name *n = name.n > 0 ? find(name) : NULL;

	return n != NULL ? n->cp : 0;
}

uint32_t entity_cp1252(uint8_t byte)
{
	static const uint16_t high[32] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020,
	    0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019,
	    0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
	    0x17E, 0x178};

	return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* "&#8217;" and "&#x2019;"; at stands on the '#'. */
static uint32_t numeric(struct view v, size_t at, size_t *end)
{
	uint32_t cp = 0;
	int base = 10;

	at++;
	if (at < v.n && (v.p[at] | 32) == 'x') {
		base = 16;
		at++;
	}
	size_t first = at;
	for (; at < v.n && digit_of(v.p[at]) < base; at++)
		if (cp <= 0x10FFFF)
			cp = cp * (uint32_t)base + (uint32_t)digit_of(v.p[at]);
	if (at == first)
		return 0;
	if (at < v.n && v.p[at] == ';')
		at++;
	*end = at;
	if (cp >= 0x80 && cp < 0xA0)
		return entity_cp1252((uint8_t)cp);
	bool control = cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r';
	bool none = cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF);
	return control || none ? UTF8_REPLACEMENT : cp;
}

static bool is_alnum(char c)
{
	return ascii_is_digit(c) || ascii_is_letter(c);
}

/* "&eacute;"; at stands behind the '&'.  Without the semicolon only a whole
 * word counts: "?a=1&copy=2" is a query, "caf&eacute au lait" is not. */
static uint32_t named(struct view v, size_t at, size_t *end)
{
	size_t n = 0;

	while (n <= ENTITY_NAMES_LONGEST && at + n < v.n && is_alnum(v.p[at + n]))
		n++;
	if (n == 0 || n > ENTITY_NAMES_LONGEST)
		return 0;
	const struct entity_name *name = find(view_sub(v, at, n));
	if (name == NULL)
		return 0;
	bool closed = at + n < v.n && v.p[at + n] == ';';
	if (!closed && (!name->bare || (at + n < v.n && v.p[at + n] == '=')))
		return 0;
	*end = at + n + closed;
	return name->cp;
}

uint32_t entity_next(struct view v, size_t *at)
{
	size_t i = *at + 1;

	if (i >= v.n)
		return 0;
	return v.p[i] == '#' ? numeric(v, i, at) : named(v, i, at);
}

void entity_decode(struct buf *out, struct view v)
{
	size_t at = 0;

	while (at < v.n) {
		size_t amp = view_chr(view_sub(v, at, v.n), '&');

		if (amp == SIZE_MAX) {
			buf_add(out, v.p + at, v.n - at);
			return;
		}
		buf_add(out, v.p + at, amp);
		at += amp;
		uint32_t cp = entity_next(v, &at);
		if (cp != 0)
			utf8_add(out, cp);
		else
			buf_addc(out, v.p[at++]);
	}
}

#include "utf8.h"

#include "bytes16.h"

/*
 * First byte -> length, and the range its second byte must fall in
 * (the Unicode standard, table 3-7).  Everything later is 80..BF.
 */
struct lead {
	uint8_t len, second_min, second_max;
};

static const struct lead leads[0x100 - 0xC0] = {
    [0xC2 - 0xC0 ... 0xDF - 0xC0] = {2, 0x80, 0xBF},
    [0xE0 - 0xC0] = {3, 0xA0, 0xBF},
    [0xE1 - 0xC0 ... 0xEC - 0xC0] = {3, 0x80, 0xBF},
    [0xED - 0xC0] = {3, 0x80, 0x9F},
    [0xEE - 0xC0 ... 0xEF - 0xC0] = {3, 0x80, 0xBF},
    [0xF0 - 0xC0] = {4, 0x90, 0xBF},
    [0xF1 - 0xC0 ... 0xF3 - 0xC0] = {4, 0x80, 0xBF},
    [0xF4 - 0xC0] = {4, 0x80, 0x8F},
};

uint32_t utf8_next(struct view v, size_t *at)
{
	const unsigned char *p = (const unsigned char *)v.p + *at;
	size_t left = v.n - *at;

	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	const struct lead *l = p[0] >= 0xC0 ? &leads[p[0] - 0xC0] : NULL;
	if (l == NULL || l->len == 0) {
		*at += 1;
		return UTF8_REPLACEMENT;
	}
	uint32_t cp = p[0] & (0x7Fu >> l->len);
	for (size_t i = 1; i < l->len; i++) {
		uint8_t min = i == 1 ? l->second_min : 0x80, max = i == 1 ? l->second_max : 0xBF;

		if (i >= left || p[i] < min || p[i] > max) {
			*at += i;
			return UTF8_REPLACEMENT;
		}
		cp = cp << 6 | (p[i] & 0x3Fu);
	}
	*at += l->len;
	return cp;
}

size_t utf8_past_ascii(struct view v, size_t at)
{
	for (; v.n - at >= BYTES16_SIZE; at += BYTES16_SIZE) {
		uint32_t high = bytes16_mask((bytes16)(bytes16_load(v.p + at) >= 0x80));

		if (high != 0)
			return at + bytes16_first(high);
	}
	while (at < v.n && (unsigned char)v.p[at] < 0x80)
		at++;
	return at;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

void utf8_add(struct buf *b, uint32_t cp)
{
	char bytes[4];

	buf_add(b, bytes, utf8_encode(cp, bytes));
}

/* Length of the well-formed run that starts at `at`; stops at the first bad byte. */
static size_t good_run(struct view v, size_t at)
{
	size_t start = at;

	while ((at = utf8_past_ascii(v, at)) < v.n) {
		size_t next = at;

		if (utf8_next(v, &next) == UTF8_REPLACEMENT &&
		    !view_starts(view_sub(v, at, 3), VIEW_LIT("\xEF\xBF\xBD")))
			break;
		at = next;
	}
	return at - start;
}

bool utf8_valid(struct view v)
{
	return good_run(v, 0) == v.n;
}

void utf8_add_clean(struct buf *b, struct view v)
{
	for (size_t at = 0; at < v.n;) {
		size_t n = good_run(v, at);

		buf_add(b, v.p + at, n);
		at += n;
		if (at < v.n) {
			utf8_next(v, &at);
			utf8_add(b, UTF8_REPLACEMENT);
		}
	}
}

struct view utf8_clip(struct view v, size_t n)
{
	if (n >= v.n)
		return v;
	while (n > 0 && ((unsigned char)v.p[n] & 0xC0) == 0x80)
		n--;
	return view_sub(v, 0, n);
}

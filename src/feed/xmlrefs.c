#include "xmlrefs.h"

#include "entity.h"
#include "utf8.h"
#include "xmlchars.h"

/* The five of XML at p, which stands behind the '&': their length with the
 * semicolon, or 0. */
static size_t predefined(const char *p, const char *end, char *c)
{
	static const struct {
		struct view name;
		char c;
	} known[] = {
	    {{"lt;", 3}, '<'},
	    {{"gt;", 3}, '>'},
	    {{"amp;", 4}, '&'},
	    {{"quot;", 5}, '"'},
	    {{"apos;", 5}, '\''},
	};
	size_t left = (size_t)(end - p);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct view name = known[i].name;

		if (left < name.n || p[0] != name.p[0] || memcmp(p, name.p, name.n) != 0)
			continue;
		*c = known[i].c;
		return name.n;
	}
	return 0;
}

/* "#8217;" or "#x2019;" at *p. */
static uint32_t numeric(const char **p, const char *end)
{
	const char *s = *p + 1;
	bool hex = s < end && *s == 'x';
	uint32_t cp = 0;

	s += hex;
	const char *first = s;
	for (; s < end && cp <= 0x10FFFF; s++) {
		uint32_t digit = *s >= '0' && *s <= '9' ? (uint32_t)(*s - '0')
				 : hex && (*s | 32) >= 'a' && (*s | 32) <= 'f'
				     ? (uint32_t)((*s | 32) - 'a' + 10)
				     : 99;
		if (digit == 99)
			break;
		cp = cp * (hex ? 16 : 10) + digit;
	}
	if (s == first || s >= end || *s != ';' || !xmlchars_is_char(cp))
		return 0;
	*p = s + 1;
	return cp;
}

/* "eacute;" at *p. */
static uint32_t named(const char **p, const char *end)
{
	const char *s = *p;

	while (s < end && xmlchars_is(*s, XMLCHARS_ALNUM))
		s++;
	if (s >= end || *s != ';')
		return 0;
	uint32_t cp = entity_lookup((struct view){*p, (size_t)(s - *p)});
	*p = s + 1;
	return cp;
}

bool xmlrefs_put(const char **p, const char *end, char **out)
{
	const char *s = *p + 1;
	char c;
	size_t n = predefined(s, end, &c);

	if (n > 0) {
		*(*out)++ = c;
		*p = s + n;
		return true;
	}
	uint32_t cp = s < end && *s == '#' ? numeric(&s, end) : named(&s, end);
	if (cp == 0)
		return false;
	*out += utf8_encode(cp, *out);
	*p = s;
	return true;
}

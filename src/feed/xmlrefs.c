#include "xmlrefs.h"

#include "entity.h"
#include "utf8.h"
#include "xmlchars.h"

struct known {
	char c;
	uint8_t n; /* bytes of its name and the semicolon; 0: it is another */
};

/* One of XML's five, v standing behind the '&'. */
static struct known predefined(struct view v)
{
	if (view_starts(v, VIEW_LIT("lt;")))
		return (struct known){'<', 3};
	if (view_starts(v, VIEW_LIT("gt;")))
		return (struct known){'>', 3};
	if (view_starts(v, VIEW_LIT("amp;")))
		return (struct known){'&', 4};
	if (view_starts(v, VIEW_LIT("quot;")))
		return (struct known){'"', 5};
	if (view_starts(v, VIEW_LIT("apos;")))
		return (struct known){'\'', 5};
	return (struct known){'\0', 0};
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
	struct known k = predefined((struct view){s, (size_t)(end - s)});

	if (k.n > 0) {
		*(*out)++ = k.c;
		*p = s + k.n;
		return true;
	}
	uint32_t cp = s < end && *s == '#' ? numeric(&s, end) : named(&s, end);
	if (cp == 0)
		return false;
	*out += utf8_encode(cp, *out);
	*p = s;
	return true;
}

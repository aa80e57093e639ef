#include "xmlchars.h"

#include "utf8.h"

#define S XMLCHARS_SPACE
#define V XMLCHARS_VALUE_STOP
#define A (XMLCHARS_NAME_START | XMLCHARS_NAME | XMLCHARS_ALNUM)

/* clang-format off */
const uint8_t xmlchars_classes[256] = {
    ['\t'] = S | V, ['\n'] = S | V, ['\r'] = S | V, [' '] = S, ['<'] = V, ['&'] = V,
    ['a' ... 'z'] = A, ['A' ... 'Z'] = A, ['_'] = XMLCHARS_NAME_START | XMLCHARS_NAME,
    ['0' ... '9'] = XMLCHARS_NAME | XMLCHARS_ALNUM,
    ['-'] = XMLCHARS_NAME, ['.'] = XMLCHARS_NAME,
};
/* clang-format on */

typedef uint8_t block __attribute__((vector_size(XMLCHARS_BLOCK)));
typedef uint64_t halves __attribute__((vector_size(XMLCHARS_BLOCK)));

static inline block load(const char *p)
{
	block b;

	memcpy(&b, p, sizeof(b));
	return b;
}

static inline bool any(block b)
{
	halves h = (halves)b;

	return (h[0] | h[1]) != 0;
}

/* Offset of the first byte that is FF, or 16; all others are 0. */
static inline size_t first(block b)
{
	halves h = (halves)b;

	if (h[0] != 0)
		return (size_t)__builtin_ctzll(le64toh(h[0])) / 8;
	return h[1] != 0 ? 8 + (size_t)__builtin_ctzll(le64toh(h[1])) / 8 : sizeof(b);
}

static inline block controls(block b)
{
	return (block)(b < ' ') & (block)(b != '\n') & (block)(b != '\t') & (block)(b != '\r');
}

/* The character at *at; false where it is not one of XML's. */
static inline bool next_char(struct view v, size_t *at)
{
	unsigned char c = (unsigned char)v.p[*at];
	size_t start = *at;

	if (c < 0x80) {
		++*at;
		return xmlchars_is_char(c);
	}
	uint32_t cp = utf8_next(v, at);
	return xmlchars_is_char(cp) && (cp != UTF8_REPLACEMENT || view_starts(view_sub(v, start, 3),
								      VIEW_LIT("\xEF\xBF\xBD")));
}

bool xmlchars_all(struct view v)
{
	size_t at = 0;

	while (at < v.n) {
		while (v.n - at >= 2 * sizeof(block)) {
			block a = load(v.p + at), b = load(v.p + at + sizeof(a));
			block high = (a | b) & 0x80;

			if (any(high | controls(a) | controls(b)))
				break;
			at += 2 * sizeof(a);
		}
		for (size_t to = at + 2 * sizeof(block); at < v.n && at < to;)
			if (!next_char(v, &at))
				return false;
	}
	return true;
}

size_t xmlchars_copy(char *out, const char *p, const char *end)
{
	const char *start = p;

	while (end - p >= (ptrdiff_t)sizeof(block)) {
		block b = load(p);

		memcpy(out, &b, sizeof(b));
		size_t n = first((block)(b == '&') | (block)(b == ']') | (block)(b == '\r'));
		p += n;
		out += n;
		if (n < sizeof(b))
			return (size_t)(p - start);
	}
	while (p < end && *p != '&' && *p != ']' && *p != '\r')
		*out++ = *p++;
	return (size_t)(p - start);
}

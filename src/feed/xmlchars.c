#include "xmlchars.h"

#include "bytes16.h"

#define S XMLCHARS_SPACE
#define V XMLCHARS_VALUE_STOP
#define T XMLCHARS_TEXT_STOP
#define A (XMLCHARS_NAME_START | XMLCHARS_NAME | XMLCHARS_ALNUM)

/* clang-format off */
const uint8_t xmlchars_classes[256] = {
    ['\t'] = S | V, ['\n'] = S | V, ['\r'] = S | V | T, [' '] = S, ['<'] = V | T, ['&'] = V | T,
    [']'] = T,
    ['a' ... 'z'] = A, ['A' ... 'Z'] = A, ['_'] = XMLCHARS_NAME_START | XMLCHARS_NAME,
    ['0' ... '9'] = XMLCHARS_NAME | XMLCHARS_ALNUM,
    ['-'] = XMLCHARS_NAME, ['.'] = XMLCHARS_NAME,
};
/* clang-format on */

/* Bytes of the block that are neither printable ASCII nor white space of XML's. */
static inline uint32_t odd_ones(bytes16 b)
{
	bytes16 odd = (bytes16)((bytes16_signed)b < ' '); /* signed: those above 7F, too */

	return bytes16_mask(odd) &
	       ~bytes16_mask((bytes16)(b == '\n') | (bytes16)(b == '\t') | (bytes16)(b == '\r'));
}

/* Length of the character at p, one of more than a byte; 0 where it is none of
 * XML's: not UTF-8, a surrogate, FFFE or FFFF. */
static size_t long_char(const char *at, size_t left)
{
	const unsigned char *p = (const unsigned char *)at;
	size_t len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	uint32_t cp = p[0] & (0x7Fu >> len);

	if (len > left || p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		cp = cp << 6 | (p[i] & 0x3Fu);
	}
	bool shortest = cp >= (len == 2 ? 0x80 : len == 3 ? 0x800 : 0x10000);
	return shortest && xmlchars_is_char(cp) ? len : 0;
}

/* The same of what begins at or behind from and ends at or behind to. */
static size_t past_chars(struct view v, size_t from, size_t to)
{
	while (from < to && from < v.n) {
		unsigned char c = (unsigned char)v.p[from];
		size_t n = c >= 0x80 ? long_char(v.p + from, v.n - from) : xmlchars_is_char(c);

		if (n == 0)
			return SIZE_MAX;
		from += n;
	}
	return from;
}

bool xmlchars_all(struct view v)
{
	const size_t four = 4 * BYTES16_SIZE;
	size_t at = 0;

	while (at < v.n && v.n - at >= four) {
		bytes16_signed any = (bytes16_signed)bytes16_load(v.p + at) < ' ';

		for (size_t i = 1; i < 4; i++)
			any |= (bytes16_signed)bytes16_load(v.p + at + i * BYTES16_SIZE) < ' ';
		if (bytes16_mask((bytes16)any) == 0) {
			at += four;
			continue;
		}
		for (size_t end = at + four; at < end && v.n - at >= BYTES16_SIZE;) {
			uint32_t odd = odd_ones(bytes16_load(v.p + at));

			at = odd == 0 ? at + BYTES16_SIZE
				      : past_chars(v, at + bytes16_first(odd), at + BYTES16_SIZE);
			if (at == SIZE_MAX)
				return false;
		}
	}
	return past_chars(v, at, v.n) != SIZE_MAX;
}

size_t xmlchars_copy(char *out, const char *p, const char *end)
{
	const char *start = p;

	while (end - p >= BYTES16_SIZE) {
		bytes16 b = bytes16_load(p);
		uint32_t stop = bytes16_mask((bytes16)(b == '<') | (bytes16)(b == '&') |
					     (bytes16)(b == ']') | (bytes16)(b == '\r'));

		bytes16_store(out, b);
		if (stop != 0)
			return (size_t)(p - start) + bytes16_first(stop);
		p += BYTES16_SIZE;
		out += BYTES16_SIZE;
	}
	while (p < end && !xmlchars_is(*p, XMLCHARS_TEXT_STOP))
		*out++ = *p++;
	return (size_t)(p - start);
}

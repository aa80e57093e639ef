/* Kinds of characters: of bytes, whatever their sign, and of code points. */
#ifndef ASCII_H
#define ASCII_H

#include <stdbool.h>
#include <stdint.h>

static inline bool ascii_is_digit(int64_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(int64_t c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static inline bool ascii_is_space(int64_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif

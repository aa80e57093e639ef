/*
 * Sixteen bytes at once, in GCC's vectors.  Comparisons give FF where they hold
 * and 00 elsewhere; a mask has bit i set where byte i is FF.
 *
 *	mask = bytes16_mask((bytes16)(b == '<') | (bytes16)(b == '&'));
 *	if (mask != 0)
 *		first = bytes16_first(mask);
 */
#ifndef BYTES16_H
#define BYTES16_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#else
#include <endian.h>
#endif

#define BYTES16_SIZE 16

typedef uint8_t bytes16 __attribute__((vector_size(BYTES16_SIZE)));
typedef int8_t bytes16_signed __attribute__((vector_size(BYTES16_SIZE)));

static inline bytes16 bytes16_load(const char *p)
{
	bytes16 b;

	memcpy(&b, p, sizeof(b));
	return b;
}

static inline void bytes16_store(char *p, bytes16 b)
{
	memcpy(p, &b, sizeof(b));
}

/* b holds no bytes but 00 and FF. */
static inline uint32_t bytes16_mask(bytes16 b)
{
#ifdef __SSE2__
	return (uint32_t)_mm_movemask_epi8((__m128i)b);
#else
	uint64_t half[2];

	memcpy(half, &b, sizeof(half));
	for (size_t i = 0; i < 2; i++) /* the eight lowest bits, gathered in the highest byte */
		half[i] = (le64toh(half[i]) & UINT64_C(0x0101010101010101)) *
			      UINT64_C(0x0102040810204080) >>
			  56;
	return (uint32_t)(half[0] | half[1] << 8);
#endif
}

/* mask is not 0. */
static inline size_t bytes16_first(uint32_t mask)
{
	return (size_t)__builtin_ctz(mask);
}

#endif

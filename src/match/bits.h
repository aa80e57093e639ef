/* Numbers of so many bits, one after the other, the least bit of each byte first. */
#ifndef BITS_H
#define BITS_H

#include "buf.h"

#define BITS_SLACK 8 /* bytes behind what is read that must be there to be touched */
#define BITS_SURE 57 /* bits that bits_at gives at least, wherever it starts */

static inline uint64_t bits_at(const unsigned char *p, uint64_t at)
{
	uint64_t v;

	memcpy(&v, p + (at >> 3), sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v >> (at & 7);
}

static inline uint64_t bits_mask(unsigned n) /* n < 64 */
{
	return (UINT64_C(1) << n) - 1;
}

/* How many bits the number v needs; 0 for 0. */
static inline unsigned bits_of(uint32_t v)
{
	return v != 0 ? 32 - (unsigned)__builtin_clz(v) : 0;
}

struct bits_out {
	struct buf *out;
	uint64_t held; /* n bits that are no word yet */
	unsigned n;
};

static inline void bits_put(struct bits_out *b, uint64_t v, unsigned n) /* n <= 32, v < 2^n */
{
	b->held |= v << b->n;
	b->n += n;
	if (b->n < 32)
		return;
	buf_add_u32(b->out, (uint32_t)b->held);
	b->held >>= 32;
	b->n -= 32;
}

/* n zeros, then a one. */
static inline void bits_unary(struct bits_out *b, uint32_t n)
{
	for (; n > 31; n -= 31)
		bits_put(b, 0, 31);
	bits_put(b, UINT64_C(1) << n, n + 1);
}

static inline void bits_zeros(struct bits_out *b, uint32_t n)
{
	for (; n > 31; n -= 31)
		bits_put(b, 0, 31);
	bits_put(b, 0, n);
}

/* Fills the last byte with zeros. */
static inline void bits_end(struct bits_out *b)
{
	for (; b->n > 0; b->n -= b->n < 8 ? b->n : 8) {
		buf_add_u8(b->out, (uint8_t)b->held);
		b->held >>= 8;
	}
}

#endif

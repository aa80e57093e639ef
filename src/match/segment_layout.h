/* What writing and reading a segment share: segment.c tells the layout. */
#ifndef SEGMENT_LAYOUT_H
#define SEGMENT_LAYOUT_H

#include "bits.h"

#define SEGMENT_MAGIC "ctseg\r\n\1"
#define SEGMENT_MAGIC_SIZE 8
#define SEGMENT_VERSION 3
#define SEGMENT_TRAILER 72
#define SEGMENT_BUCKET 12 /* bytes of the table */
#define SEGMENT_KEYS_PER_BUCKET 16
#define SEGMENT_COUNT_BITS 28 /* of a number of stories, but for the highest one */
#define SEGMENT_STORIES_MAX (1u << SEGMENT_COUNT_BITS)

static inline uint32_t segment_bucket_of(uint32_t key, uint32_t nbuckets)
{
	return (uint32_t)(((uint64_t)key * nbuckets) >> 32);
}

/* The least key of a bucket; that of the one after the last is 2^32. */
static inline uint64_t segment_bucket_low(uint32_t bucket, uint32_t nbuckets)
{
	return (((uint64_t)bucket << 32) + nbuckets - 1) / nbuckets;
}

/* A key's bits in its bucket's filter.  The bucket is of the high bits. */
static inline uint64_t segment_filter_bits(uint32_t key)
{
	return UINT64_C(1) << (key & 63) | UINT64_C(1) << (key >> 6 & 63);
}

/* A key less the least one of its bucket has so many low bits ... */
static inline unsigned segment_low_bits(uint32_t nbuckets)
{
	uint64_t span = segment_bucket_low(1, nbuckets);

	return span > SEGMENT_KEYS_PER_BUCKET
		   ? bits_of((uint32_t)(span / SEGMENT_KEYS_PER_BUCKET)) - 1
		   : 0;
}

/* ... and above them one of so many values: 16 to 32. */
static inline unsigned segment_highs(uint32_t nbuckets)
{
	uint64_t span = segment_bucket_low(1, nbuckets);

	return (unsigned)((span - 1) >> segment_low_bits(nbuckets)) + 1;
}

/*
 * Of a list of `count` ordinals, one at least, below nstories, which are no fewer: its
 * low bits an ordinal, log2(nstories / count) rounded down ...
 */
static inline unsigned segment_list_low(uint32_t count, uint32_t nstories)
{
	unsigned n = bits_of(nstories) - bits_of(count);

	return (uint64_t)count << n <= nstories ? n : n - 1;
}

/* ... and all its bits. */
static inline uint64_t segment_list_bits(uint32_t count, uint32_t nstories)
{
	if (count == 1)
		return bits_of(nstories - 1);
	unsigned low = segment_list_low(count, nstories);

	return (uint64_t)count * (low + 1) + ((nstories - 1) >> low);
}

/* How many bits it takes; 0: that is none. */
static inline unsigned segment_count_read(const unsigned char *p, uint64_t at, uint32_t *count)
{
	uint64_t v = bits_at(p, at);
	unsigned more = v != 0 ? (unsigned)__builtin_ctzll(v) : 64;

	if (more > SEGMENT_COUNT_BITS)
		return 0;
	*count = (uint32_t)(UINT64_C(1) << more | (v >> more >> 1 & bits_mask(more)));
	return 2 * more + 1;
}

static inline void segment_count_write(struct bits_out *out, uint32_t count)
{
	unsigned more = bits_of(count) - 1;

	bits_unary(out, more);
	bits_put(out, count & bits_mask(more), more);
}

#endif

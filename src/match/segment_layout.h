/* What writing and reading a segment share: segment.c tells the layout. */
#ifndef SEGMENT_LAYOUT_H
#define SEGMENT_LAYOUT_H

#include <stdint.h>

#define SEGMENT_MAGIC "ctseg\r\n\1"
#define SEGMENT_MAGIC_SIZE 8
#define SEGMENT_VERSION 2
#define SEGMENT_TRAILER 72
#define SEGMENT_BUCKET 12 /* bytes of the table */
#define SEGMENT_KEYS_PER_BUCKET 16

static inline uint32_t segment_bucket_of(uint32_t key, uint32_t nbuckets)
{
	return (uint32_t)(((uint64_t)key * nbuckets) >> 32);
}

/* The least key of a bucket. */
static inline uint32_t segment_bucket_low(uint32_t bucket, uint32_t nbuckets)
{
	return (uint32_t)((((uint64_t)bucket << 32) + nbuckets - 1) / nbuckets);
}

/* A key's bits in its bucket's filter.  The bucket is of the high bits. */
static inline uint64_t segment_filter_bits(uint32_t key)
{
	return UINT64_C(1) << (key & 63) | UINT64_C(1) << (key >> 6 & 63);
}

#endif

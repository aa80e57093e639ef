/* The keys of one bucket of a segment, as segment.c tells the layout. */
#ifndef SEGMENT_BUCKET_H
#define SEGMENT_BUCKET_H

#include "bits.h"

/* Where in the bucket's bytes is what, in bits. */
struct segment_bucket {
	const unsigned char *p; /* BITS_SLACK bytes follow */
	uint64_t end;
	uint64_t lows, counts;
	uint32_t keys;
	uint32_t from, to; /* those with the high part that was asked for */
};

/* Of the first n bytes, where keys have `low` low bits and one of `highs` high parts.
 * false: it goes on behind them. */
bool segment_bucket_open(const unsigned char *p, size_t n, unsigned low, unsigned highs,
    uint32_t high, struct segment_bucket *out);

enum segment_look { SEGMENT_FOUND, SEGMENT_ABSENT, SEGMENT_MORE /* behind the n bytes */ };

/* Looks up what is `rel` above the least key: how many of the nstories have it, and
 * the bit that its list begins at. */
enum segment_look segment_bucket_look(const unsigned char *p, size_t n, unsigned low,
    unsigned highs, uint32_t nstories, uint32_t rel, uint32_t *count, uint64_t *list);

#endif

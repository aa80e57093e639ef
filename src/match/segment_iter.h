/* All keys of a segment in rising order, as a merge reads them. */
#ifndef SEGMENT_ITER_H
#define SEGMENT_ITER_H

#include "segment.h"
#include "segment_bucket.h"

/* The lists are started. */
struct segment_iter {
	const struct segment *s;
	uint32_t bucket; /* the one after that which is read */
	size_t at;       /* where it begins */
	struct segment_bucket b;
	uint32_t left; /* keys in it */
	uint32_t high; /* of the key before */
	uint64_t high_at, low_at, count_at, list_at;
	uint32_t key;
	struct segment_list list;
	bool bad; /* the bytes are damaged: stop */
	bool started;
};

void segment_iter_start(struct segment_iter *it, const struct segment *s);
bool segment_iter_next(struct segment_iter *it); /* false at the end, or where bad */

#endif

/*
 * Merging index segments while stories go on arriving: a slice at a time, to a
 * file that means nothing before it is whole (store.h, store_segment_create).
 * Until then, and after a crash, the segments that it is made from stand for
 * themselves; in one transaction the new one takes their place.
 */
#ifndef MERGING_H
#define MERGING_H

#include "index_merger.h"
#include "store.h"

#define MERGING_FANOUT 8

struct merging {
	bool look;    /* there may be a run to merge */
	int64_t past; /* story: a segment is damaged up to here, and none of a run with it */
	size_t n;     /* segments of the merge under way; 0: none */
	struct store_segment run[MERGING_FANOUT];
	struct index_merger *merger;
	struct store_segment_file *file;
};

/* Begins a merge where one is due and none is under way, does a slice of it, and
 * at its end puts the new segment into the index and the store, in the caller's
 * transaction.  A merge that fails before that is given up until the next seal; for
 * good where a segment is damaged. */
enum ct_err merging_step(struct merging *g, struct store *st, struct index *ix);
/* Gives up the merge under way, as when one of its segments goes, or may be undone. */
void merging_abandon(struct merging *g);
bool merging_needs(const struct merging *g, uint64_t id);

#endif

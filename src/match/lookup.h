/*
 * The first half of a query: where in the segments its keys are.  It needs nothing of
 * the stories that come meanwhile, so that it may be done ahead, on another thread.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "segment.h"

#define LOOKUP_KEYS_MAX 256

/* An attached segment. */
struct part {
	struct segment seg;
	uint64_t id;
	/* The query's: what its stories are counted from, and the first that counts. */
	uint32_t base, since;
	bool used;
};

/* One key found in one place. */
struct lookup_hit {
	struct segment_list list;
	uint32_t part;
	uint32_t next; /* hit of the same key, + 1; 0: none */
};

struct lookup_key {
	uint32_t key;
	uint32_t hits; /* the first, + 1; 0: none */
	bool maybe;    /* in the part at hand */
	uint64_t df;
	const uint32_t *recent; /* the query's: ordinals of the memtable */
	size_t nrecent;
};

struct lookup {
	struct lookup_key keys[LOOKUP_KEYS_MAX]; /* rising, each once */
	size_t n;
	struct lookup_hit *hits;
	size_t nhits, caphits;
	size_t *order; /* parts that reach into the window, the largest first */
	size_t norder, caporder;
	unsigned char *few; /* bytes of short lists that were read */
	struct segment_room room;
};

bool lookup_init(struct lookup *l);
void lookup_free(struct lookup *l);
/* Does the part count, in a window that begins at `since`? */
static inline bool lookup_reaches(const struct part *p, int64_t since)
{
	return p->seg.nstories > 0 && p->seg.until >= since;
}

void lookup_keys(struct lookup *l, const uint32_t *keys, size_t nkeys);
/* Looks the keys up in all parts that reach into the window; those that more than
 * `most` stories are found to have are not looked for any further.  false: no memory. */
bool lookup_make(
    struct lookup *l, const struct part *parts, size_t nparts, int64_t since, uint64_t most);

#endif

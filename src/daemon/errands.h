/*
 * Errands: the pages that entries of feeds with `fulltext` wait for.  What waits
 * stands in the store since the poll that brought it: due -> fetch -> extract
 * (a worker) -> judge (the clerk), which also ends the errand, in one
 * transaction.  Of a feed one page at a time; of a feed and of a host one a second.
 */
#ifndef ERRANDS_H
#define ERRANDS_H

#include "clerk.h"
#include "fetch.h"
#include "loop.h"
#include "pool.h"
#include "roster.h"

struct errands;

/* How an errand ended: a story was judged, or found to be known by now, or the
 * store failed. */
struct errands_end {
	bool failed, fresh;
	enum ct_verdict verdict;
	unsigned alerts;
};

struct errands_hooks {
	void *ctx;
	struct roster *(*roster)(void *ctx); /* the one that runs; NULL: none yet */
	void (*ended)(void *ctx, const struct errands_end *e);
	void (*idle)(void *ctx); /* nothing waits any more */
};

/* once: nothing that failed is tried again. */
struct errands *errands_new(struct loop *l, struct fetcher *f, struct pool *p, struct clerk *c,
    bool once, const struct errands_hooks *hooks);
void errands_free(struct errands *e); /* nothing may be under way in the clerk any more */
/* There may be new ones. */
void errands_kick(struct errands *e);
/* Fetches under way are dropped, and made again at the next start. */
void errands_stop(struct errands *e);
/* Is anything under way that a stop has to wait for, or (before a stop) does
 * anything wait? */
bool errands_busy(const struct errands *e);

#endif

/*
 * Polls feeds: due -> fetch -> parse -> judge -> due again.  All on the loop;
 * the parse is a worker's, the judging the clerk's.  Who is next, and how many are under
 * way at once, which bounds every queue behind: turns.h.
 */
#ifndef POLLER_H
#define POLLER_H

#include "clerk.h"
#include "fetch.h"
#include "loop.h"
#include "pool.h"
#include "report.h"
#include "roster.h"
#include "turns.h"

struct poller;

#define POLLER_FETCHES \
	(1 + TURNS_SLOW) /* times concurrency: the most that are under way, slow ones included */

struct poller_hooks {
	void *ctx;
	void (*polled)(void *ctx, const struct report *r); /* judged and stored */
	/* What polls without news changed was written; why: or was not. */
	void (*written)(void *ctx, const char *why);
	void (*lost)(void *ctx); /* a poll could not be begun: no memory */
	void (*idle)(void *ctx); /* no poll is under way and none is due */
};

struct poller_counts {
	size_t configured, ok, failing, waiting, fetching, parsing, judging;
};

/* freight: the fetcher's and the pool's; while FREIGHT_ENOUGH waits behind the fetches none
 * is begun. */
struct poller *poller_new(struct loop *l, struct fetcher *f, struct pool *p, struct clerk *c,
    struct freight *freight, const struct poller_hooks *hooks);
void poller_free(struct poller *p); /* nothing may be under way in the clerk any more */

/* Swaps in a roster that roster_load has filled, and takes a reference of its own;
 * on failure the old one stays.  once: every feed is due now, and never again.
 * How many polls run at once is the first one's concurrency. */
enum ct_err poller_start(struct poller *p, struct roster *r, bool once);
struct roster *poller_roster(struct poller *p);
/* Polls one feed, or all where name is empty, now; returns how many. */
size_t poller_poll_now(struct poller *p, struct view name);
/* Has what polls without news changed written now: whoever reads the store next finds it. */
void poller_write(struct poller *p);
/* No new polls; fetches under way are dropped; what was fetched is judged. */
void poller_stop(struct poller *p);
size_t poller_running(const struct poller *p);
void poller_count(const struct poller *p, struct poller_counts *out);

#endif

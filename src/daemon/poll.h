/*
 * One poll of one feed, in its stages: fetch, then parse (a worker's), then judge (the
 * clerk's).  It says nothing about when: that is the poller's.  On the loop's thread.
 */
#ifndef POLL_H
#define POLL_H

#include "clerk.h"
#include "fetch.h"
#include "pool.h"
#include "report.h"
#include "turns.h"

struct poll;

/* What polls need, and whom they tell: all is set. */
struct poll_env {
	struct fetcher *fetcher;
	struct pool *pool;
	struct clerk *clerk;
	struct freight *freight; /* messages are counted here until they are stored */
	/* The fetch is over; a stage behind it begins. */
	void (*fetched)(struct poll *p);
	/* It brought what was there already; true: that was enough, and p is freed. */
	bool (*same)(struct poll *p);
	/* The clerk has stored the report, or not (err): the last that is heard of p. */
	void (*judged)(struct poll *p, enum ct_err err, bool full);
};

enum poll_stage { POLL_FETCHING, POLL_PARSING, POLL_JUDGING };

struct poll {
	const struct poll_env *env;
	struct report *report;
	enum poll_stage stage;
	struct fetch *fetch; /* while FETCHING */
	/* the poller's */
	struct poller *poller;
	struct turn turn;
	struct poll *next, **from;
};

/* Takes a reference of the roster; NULL: no memory. */
struct poll *poll_new(const struct poll_env *env, struct roster *r, struct roster_feed *f);
/* Begins; may call back at once. */
void poll_begin(struct poll *p);
/* Neither a worker nor the clerk may have it; a fetch under way is dropped. */
void poll_free(struct poll *p);

#endif

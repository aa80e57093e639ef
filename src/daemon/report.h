/*
 * A report: how one poll of one feed ended, carried from the loop to the
 * clerk, which judges the entries, writes the feed's row, and fills in what the
 * loop needs to know.  One transaction stores the parse and the validators.
 */
#ifndef REPORT_H
#define REPORT_H

#include "clerk.h"
#include "fetch.h"
#include "freight.h"
#include "health.h"
#include "rhythm.h"
#include "roster.h"

struct report {
	struct task task; /* first: the clerk's view of it */
	void *owner;
	struct roster *roster;    /* a reference */
	struct roster_feed *feed; /* in roster; read only on the clerk's thread */
	int64_t now;              /* seconds, when the poll ended */

	/* what the fetch said; strings malloc'd or NULL */
	struct health fetched; /* how the fetch ended, or the worker after it */
	int status;
	char error[240];
	char *etag, *last_modified, *moved_to, *read_url;
	char *hub; /* of the Link header */
	int64_t retry_after, max_age;
	uint64_t body_hash[2];
	bool slow;            /* the fetch took long */
	bool quiet;           /* nothing but times and counts changed */
	bool unchanged;       /* 304, or the same body again */
	bool moved_elsewhere; /* by a permanent redirect, but not where the last poll was sent */
	struct buf message;   /* the worker's, where there is one */
	struct freight_part weight; /* of the message */

	/* what the clerk made of it */
	struct health health;  /* the last word on the poll */
	struct arena *arena;   /* of row, or NULL */
	struct store_feed row; /* as saved */
	bool malformed;        /* not well-formed, but read */
	/* Its entries, as they are known from now on, ascending; in arena.  lacking: one was
	 * said to be known, and is not. */
	struct roster_known *contents;
	size_t ncontents;
	bool lacking;
	bool whole;          /* the worker was to tell of all its entries */
	bool hub_is_news;    /* its WebSub hub was not known */
	struct rhythm dates; /* of its entries */
	bool silent;         /* a first poll: recorded, alerted nobody */
	unsigned entries, fresh, by_verdict[5], alerts;
	unsigned errands; /* entries that wait for their pages, from this poll on */
	struct buf notes; /* lines for the log: what was decided */
};

struct report *report_new(struct roster *r, struct roster_feed *f);
void report_free(struct report *r);
/* Copies what matters; the body stays where it is. */
enum ct_err report_take_fetch(struct report *r, const struct fetch_result *fr);
/* Does the poll that read the feed change nothing but times and counts?  Then row is
 * filled from what the roster remembers (loop's thread; now is set), and
 * there is nothing to run. */
bool report_quiet(struct report *r);
/* The task's work (clerk's thread). */
enum ct_err report_run(struct task *t, struct store *st, struct desk *d);
/* Tells what a poll came to that is worth telling. */
void report_log(const struct report *r);

#endif

/* One errand under way: what the clerk does with it. */
#ifndef ERRAND_H
#define ERRAND_H

#include "clerk.h"
#include "fetch.h"
#include "lately.h"
#include "pool.h"
#include "roster.h"

/* What is to become of it. */
enum errand_end {
	ERRAND_JUDGE, /* by the page's text, where message has it, else by the feed's */
	ERRAND_RETRY, /* at retry_at */
	ERRAND_DROP,  /* its feed is no longer configured */
	ERRAND_LOSE,  /* it cannot be judged at all */
};

#define ERRAND_TRIES 3 /* of its page, and as many of what is made of it */

struct errand {
	struct task task; /* first: the clerk's view of it */
	void *owner;
	struct errand *next;
	int64_t id, feed, since, tries;
	uint64_t ident; /* of the entry within its feed */
	char *url;
	uint64_t page;          /* its hash */
	struct roster *roster;  /* a reference, or NULL */
	struct roster_feed *of; /* in roster, or NULL */
	struct fetch *fetch;    /* while it runs */
	enum errand_end end;
	struct buf message;    /* the worker's, where there is one */
	char why[160];         /* the page could not be had: for the log */
	bool tried;            /* ERRAND_RETRY: a try failed, rather than was put off */
	bool ours;             /* that the page could not be had says nothing of it */
	int64_t asked;         /* seconds, when its page came, or did not; 0: it did not ask */
	int64_t same;          /* a story that has the text of its page, or 0 */
	bool held;             /* the disk was full: it waits in memory for room */
	int64_t retry_at, now; /* seconds */
	/* what the clerk made of it */
	bool fresh, has_page, full_text;
	int64_t story; /* that the entry is */
	enum ct_verdict verdict;
	double score;
	unsigned alerts;
};

void errand_free(struct errand *e);
/* Its page was asked for.  True: it is to be read; else e->end says what becomes of it,
 * and e->why.  once: it is not tried again, unless that was our fault. */
bool errand_fetched(struct errand *e, const struct fetch_result *fr, bool once, int64_t now);
/* Its page cannot be had now, and that is nobody's fault but ours: e->end says what becomes
 * of it.  Until it has waited long enough it is tried again, which counts as a try only
 * once, where nothing is waited for. */
void errand_unable(struct errand *e, const char *why, bool once, int64_t now);
/* A worker has read its page, or was stopped (why), which may be as errand_unable: takes
 * the message, where there is one to take. */
void errand_extracted(struct errand *e, enum pool_outcome outcome, const char *why, bool once,
    struct buf *message, int64_t now);
/* What came of its page for another entry comes of it for this one: then e->end says what,
 * else it asks for itself. */
bool errand_shares(struct errand *e, const struct lately_page *p, int64_t now);
/* It could not be settled, and that was not the disk: says what is to become of it
 * instead.  Tried again ever later, the last time without its page; then it is lost. */
void errand_failed(struct errand *e, int64_t now);
/* Does to the store what e->end says (clerk's thread; a write task). */
enum ct_err errand_run(struct task *t, struct store *st, struct desk *d);

#endif

/*
 * The roster: one configuration as the daemon runs it, with what each feed
 * remembers between polls.  Counted references, on the loop's thread only: a
 * poll under way holds the roster that it began with while a reload swaps in
 * another.
 */
#ifndef ROSTER_H
#define ROSTER_H

#include "conf.h"
#include "guard.h"
#include "store.h"

/* Hashes of what an entry is made of, and of what it says. */
struct roster_known {
	uint64_t source, content;
};

/* A feed as it runs.  Strings are malloc'd, NULL where there is none. */
struct roster_feed {
	const struct conf_feed *conf;
	/* As in the store; of the texts moved_url, etag, last_modified, read_url, state,
	 * last_error and hub, NUL behind each; the others are empty. */
	struct store_feed row;
	char *texts;
	char *moved_to; /* the permanent redirect that the last poll met */
	char *password, *tags;
	/* The entries of the last document, ascending: a worker need not tell of these
	 * again. */
	struct roster_known *known;
	size_t nknown;
	int64_t whole;     /* seconds, when a worker last told of all; 0: not since the start */
	unsigned unstored; /* times in a row that its document could not be */
	bool busy;         /* a poll is under way, or waits for its turn */
	bool slow;         /* the last fetch took long, or timed out before we were started */
	/* Blocks that are not public: of the feed, of the pages that its entries link to. */
	struct guard_block *allow, *page_allow;
	size_t nallow, npage_allow;
};

struct roster {
	struct conf *conf;
	struct roster_feed *feeds; /* one for each of conf's */
	size_t n;
	struct roster_feed **by_id; /* ascending, once they are loaded */
	size_t ok, failing;         /* feeds by their last poll; the others were never polled */
	unsigned refs;
};

/* Takes over conf; refs is 1.  Reads password files, parses address blocks. */
enum ct_err roster_new(struct conf *conf, struct roster **out, struct buf *errors);
struct roster *roster_ref(struct roster *r);
void roster_unref(struct roster *r);

/* Takes each feed's memory from the store, making rows for new feeds (clerk's
 * thread, in a transaction). */
enum ct_err roster_load(struct roster *r, struct store *st);
/* Takes one feed's memory from its row; moved_to: of the poll, or NULL. */
enum ct_err roster_remember(
    struct roster *r, struct roster_feed *f, const struct store_feed *row, const char *moved_to);
/* Takes what a poll changed that brought nothing: times and counts. */
void roster_touch(struct roster_feed *f, const struct store_feed *row);
/* Takes what the entries say of a document that was stored; none on failure. */
void roster_know(struct roster_feed *f, const struct roster_known *known, size_t n);
/* What old, which runs, has in memory only or was told since r was read; a feed that is
 * to be polled more often need not wait for what was planned; and one that waits for its
 * turn is due. */
void roster_take_over(struct roster *r, struct roster *old, int64_t now);
/* Where the feed is asked for: its own URL, or that which it has moved to. */
const char *roster_url(const struct roster_feed *f);
/* A text of row, or NULL where it is empty. */
const char *roster_text(struct view v);
/* The feed with this id, or NULL; of a roster that is loaded. */
struct roster_feed *roster_find(struct roster *r, int64_t id);

#endif

/*
 * Questions about what is stored, answered as JSON Lines on the clerk's
 * thread: the store's half of the control socket.
 */
#ifndef QUERY_H
#define QUERY_H

#include "conf.h"
#include "store.h"

enum query_kind {
	QUERY_STORIES,
	QUERY_STORY,
	QUERY_WHY,
	QUERY_ALERTS,
	QUERY_FEEDS,
	QUERY_COUNTS,
	QUERY_RETRY, /* writes */
};

/* Which feed a QUERY_FEEDS line is for. */
struct query_feed {
	struct view name, url;
};

struct query {
	enum query_kind kind;
	int64_t id;                 /* QUERY_STORY, QUERY_WHY */
	struct store_filter filter; /* QUERY_STORIES */
	int64_t after;              /* QUERY_ALERTS: rows after it; on return the last row told */
	size_t limit;
	size_t most; /* QUERY_ALERTS: bytes, from which on no further one is told; 0: no bound */
	bool more;   /* on return: there may be such */
	int64_t now;
	const struct query_feed *feeds; /* QUERY_FEEDS */
	size_t nfeeds;
	struct store_counts counts; /* QUERY_COUNTS: the answer */
};

/* The feeds' names and URLs, copied, since a reload may free the configuration
 * before the clerk reads them; nfeeds of them in one block, to be freed with
 * free.  NULL without memory. */
struct query_feed *query_feeds_of(const struct conf *conf);
/* Appends the answer's lines to out; an answer {"error":...} is CT_OK, too. */
enum ct_err query_run(struct store *st, struct query *q, struct buf *out);

#endif

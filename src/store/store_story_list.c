/*
 * Lists without a scan: numbers are fetched through the index that fits the
 * filter, a few hundred at a time, newest first, and then each story is read.
 *
 *	a cluster           story_cluster; clusters are small
 *	a feed              story_feed, once for each verdict asked for, merged
 *	no feed, verdicts   story_verdict, in the same way
 *	`new`, or all       the table itself: nearly all stories are new
 *
 * Times are turned into bounds on numbers by bisection, since numbers grow with
 * arrival; `seen` is compared besides, for clocks that were set back.
 */
#include "store_int.h"

#include <stdlib.h>

#define CHUNK 256
#define VERDICTS 5
#define ALL_VERDICTS ((1u << VERDICTS) - 1)
#define STORY_MAX ((size_t)256 << 20)

struct pick {
	uint32_t verdicts;
	int64_t feed; /* 0: all */
	int64_t cluster;
	int64_t below, low; /* story numbers: below > id >= low */
	int64_t since, until;
	int64_t ids[VERDICTS * CHUNK];
	size_t n, want;
};

/* The first story number whose time is at least t; one past the last where none is. */
static enum ct_err number_at(struct store *s, int64_t t, int64_t *out)
{
	int64_t lo = 1, hi = s->tally.n[TALLY_LAST_STORY] + 1;

	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;
		sqlite3_stmt *st;
		bool row;
		enum ct_err err = sql_start(s, SQL_STORY_FIRST, &st, "i", mid);

		if (err == CT_OK)
			err = sql_row(s, st, &row);
		if (err != CT_OK)
			return err;
		if (!row) {
			hi = mid;
			continue;
		}
		if (sqlite3_column_int64(st, 1) >= t)
			hi = mid;
		else
			lo = sqlite3_column_int64(st, 0) + 1;
		sql_end(st);
	}
	*out = lo;
	return CT_OK;
}

static enum ct_err collect(struct store *s, struct pick *p, sqlite3_stmt *st)
{
	bool row;
	enum ct_err err;

	while ((err = sql_row(s, st, &row)) == CT_OK && row)
		p->ids[p->n++] = sqlite3_column_int64(st, 0);
	return err;
}

static enum ct_err pick_verdict(struct store *s, struct pick *p, int64_t verdict)
{
	sqlite3_stmt *st;
	enum ct_err err;
	int64_t want = (int64_t)p->want;

	if (p->feed != 0)
		err = sql_start(s, SQL_LIST_FEED, &st, "iiiiiii", p->below, p->low, p->since,
		    p->until, want, verdict, p->feed);
	else
		err = sql_start(s, verdict == CT_NEW ? SQL_LIST_NEW : SQL_LIST_VERDICT, &st,
		    "iiiiii", p->below, p->low, p->since, p->until, want, verdict);
	return err == CT_OK ? collect(s, p, st) : err;
}

static int newest_first(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a > b ? -1 : a < b;
}

/* The next numbers, newest first, at most p->want. */
static enum ct_err pick_next(struct store *s, struct pick *p)
{
	sqlite3_stmt *st;
	enum ct_err err = CT_OK;

	p->n = 0;
	if (p->cluster != 0) {
		err = sql_start(s, SQL_LIST_CLUSTER, &st, "iiiiiizi", p->below, p->low, p->since,
		    p->until, (int64_t)p->want, (int64_t)p->verdicts, p->feed, p->cluster);
		return err == CT_OK ? collect(s, p, st) : err;
	}
	if (p->feed == 0 && p->verdicts == ALL_VERDICTS) {
		err = sql_start(s, SQL_LIST_ALL, &st, "iiiii", p->below, p->low, p->since, p->until,
		    (int64_t)p->want);
		return err == CT_OK ? collect(s, p, st) : err;
	}
	for (int64_t v = 0; err == CT_OK && v < VERDICTS; v++)
		if ((p->verdicts & 1u << v) != 0)
			err = pick_verdict(s, p, v);
	qsort(p->ids, p->n, sizeof(p->ids[0]), newest_first);
	if (p->n > p->want)
		p->n = p->want;
	return err;
}

static enum ct_err plan(struct store *s, const struct store_filter *f, struct pick *p)
{
	enum ct_err err = CT_OK;

	*p = (struct pick){
	    .verdicts = f->verdicts != 0 ? f->verdicts & ALL_VERDICTS : ALL_VERDICTS,
	    .cluster = f->cluster,
	    .below = f->before > 0 ? f->before : INT64_MAX,
	    .low = 0,
	    .since = f->since != 0 ? f->since : INT64_MIN,
	    .until = f->until != 0 ? f->until : INT64_MAX,
	};
	if (f->feed.n > 0)
		err = sql_int(s, &p->feed, SQL_FEED_ID, "t", f->feed);
	if (err == CT_OK && f->since != 0)
		err = number_at(s, f->since, &p->low);
	if (err == CT_OK && f->until != 0 && f->until < INT64_MAX) {
		int64_t end = 0;

		err = number_at(s, f->until + 1, &end);
		if (end < p->below)
			p->below = end;
	}
	return err;
}

static enum ct_err show(struct store *s, const struct pick *p, struct arena *a,
    bool (*fn)(void *ctx, const struct store_story *st), void *ctx, bool *more)
{
	for (size_t i = 0; i < p->n && *more; i++) {
		struct store_story st;

		arena_reset(a);
		enum ct_err err = store_story_get(s, p->ids[i], false, a, &st);
		if (err == CT_EINVAL)
			continue; /* the callback did away with it */
		if (err != CT_OK)
			return err;
		st.item.story.text = (struct view){NULL, 0};
		*more = fn(ctx, &st);
	}
	return CT_OK;
}

enum ct_err store_story_list(struct store *s, const struct store_filter *f,
    bool (*fn)(void *ctx, const struct store_story *st), void *ctx)
{
	struct pick *p = malloc(sizeof(*p));
	struct arena *a = arena_new(STORY_MAX);
	size_t left = f->limit;
	bool more = left > 0;
	enum ct_err err = p != NULL && a != NULL ? plan(s, f, p) : CT_ENOMEM;

	if (err == CT_EINVAL) { /* no such feed: nothing to list */
		err = CT_OK;
		more = false;
	}
	while (err == CT_OK && more) {
		p->want = left < CHUNK ? left : CHUNK;
		err = pick_next(s, p);
		if (err == CT_OK)
			err = show(s, p, a, fn, ctx, &more);
		left -= p->n;
		more = more && p->n == p->want && left > 0;
		if (p->n > 0)
			p->below = p->ids[p->n - 1];
	}
	arena_free(a);
	free(p);
	return err;
}

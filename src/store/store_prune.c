/*
 * Pruning goes over the stories from the oldest on, a step a call, and
 * remembers where it was; a story whose alert is pending is passed over and met
 * again on the next round.  Freed pages are used again by new stories; only
 * where many are free are they given back to the file system, some at a time.
 *
 * Age is told by a clock of the store's own, which runs after the machine's but
 * gains a day at most each time that it is looked at (hourly): a clock that is
 * ten years ahead for a moment costs a day's stories, and after a pause of
 * months pruning comes up with the time within days.
 *
 * Tombstones are forgotten, too, a few thousand entries looked at an hour, once
 * they are as old as stories may be and their feed has shown without them that
 * it dropped them.  (Not by age alone: a feed that stands still for years still
 * has them.)
 */
#include "count.h"
#include "store_int.h"

#define STEP 200
#define TOMBSTONES 4000
#define DAY 86400
#define FREE_SHARE 4 /* give pages back where one in so many is free */

/* What is in use, besides pages that are free to be used again. */
static enum ct_err bytes_used(struct store *s, int64_t *used, bool *loose)
{
	int64_t pages, unused, size;
	enum ct_err err = sql_int(s, &pages, SQL_PAGES, "");

	if (err == CT_OK)
		err = sql_int(s, &unused, SQL_FREE_PAGES, "");
	if (err == CT_OK)
		err = sql_int(s, &size, SQL_PAGE_SIZE, "");
	if (err != CT_OK)
		return err;
	*used = (pages - unused) * size + s->tally.n[TALLY_SEGMENT_BYTES];
	*loose = unused > STEP && unused > pages / FREE_SHARE;
	return CT_OK;
}

struct old {
	int64_t id, time;
	int verdict; /* of a story; of an alert: bits of enum alert_hold */
};

enum alert_hold { ALERT_PENDING = 1, ALERT_STORY = 2 /* is still there */ };

/* Of stories, and of alerts. */
struct ages {
	enum sql_id old, newest, sane;
	unsigned which; /* of s->sane */
};

/* When the next one behind `after` came that does not claim to be later than `last`.
 * Millions may lie between: they are gone over once, not at each step. */
static enum ct_err next_sane(
    struct store *s, const struct ages *by, int64_t after, int64_t last, int64_t *next)
{
	sqlite3_stmt *st;
	int64_t from = s->sane[by->which].after, to = s->sane[by->which].id;

	if (after < from || after >= to || s->sane[by->which].time > last) {
		enum ct_err err = sql_first(s, by->sane, &st, "ii", after, last);
		if (err != CT_OK)
			return err;
		s->sane[by->which].after = after;
		s->sane[by->which].id = sqlite3_column_int64(st, 0);
		s->sane[by->which].time = sql_number(st, 1);
		sql_end(st);
	}
	*next = s->sane[by->which].time;
	return CT_OK;
}

/* What came before the newest of all and claims to be later came while the clock
 * was wrong: it is as old as the next behind it that does not. */
static enum ct_err mend_times(struct store *s, const struct ages *by, struct old *old, size_t n)
{
	int64_t last, next = 0;
	enum ct_err err = sql_int(s, &last, by->newest, "");

	if (err != CT_OK)
		return err == CT_EINVAL ? CT_OK : err;
	if (n > 0 && old[n - 1].time > last)
		err = next_sane(s, by, old[n - 1].id, last, &next);
	for (size_t i = n; err == CT_OK && i-- > 0;) {
		if (old[i].time > last)
			old[i].time = next;
		next = old[i].time;
	}
	return err;
}

static enum ct_err read_old(
    struct store *s, const struct ages *by, int64_t after, struct old *out, size_t *n)
{
	sqlite3_stmt *st;
	bool row;

	*n = 0;
	enum ct_err err = sql_start(s, by->old, &st, "ii", after, (int64_t)STEP);
	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row)
		out[(*n)++] = (struct old){
		    sqlite3_column_int64(st, 0), sql_number(st, 1), sqlite3_column_int(st, 2)};
	return err == CT_OK ? mend_times(s, by, out, *n) : err;
}

static enum ct_err remove_story(struct store *s, const struct old *o)
{
	static const enum sql_id parts[] = {SQL_TEXT_DELETE, SQL_EVIDENCE_DELETE,
	    SQL_CORRECTION_DELETE, SQL_RECENT_DELETE, SQL_STORY_DELETE};
	int64_t delivery;
	enum ct_err err = sql_int(s, &delivery, SQL_DELIVERY_PENDING, "i", o->id);

	if (err != CT_EINVAL)
		return err; /* pending: it stays */
	err = CT_OK;
	for (size_t i = 0; err == CT_OK && i < COUNT(parts); i++)
		err = sql_run(s, parts[i], "i", o->id);
	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_STORIES]--;
	if (o->verdict >= 0 && o->verdict <= CT_RELATED)
		s->tally.n[TALLY_NEW + o->verdict]--;
	if (o->id > s->tally.n[TALLY_PRUNED])
		s->tally.n[TALLY_PRUNED] = o->id;
	return CT_OK;
}

static enum ct_err prune_stories(struct store *s, int64_t before, bool large, bool *more)
{
	static const struct ages by = {SQL_STORY_OLD, SQL_STORY_NEWEST, SQL_STORY_SANE, 0};
	struct old old[STEP];
	size_t n, i;
	enum ct_err err = read_old(s, &by, s->prune_story, old, &n);

	for (i = 0; err == CT_OK && i < n; i++) {
		if (!large && old[i].time >= before)
			break;
		err = remove_story(s, &old[i]);
		s->prune_story = old[i].id;
	}
	if (err != CT_OK)
		return err;
	*more = i == STEP;
	if (!*more)
		s->prune_story = 0;
	return CT_OK;
}

static enum ct_err remove_alert(struct store *s, int64_t id)
{
	int64_t dead;
	enum ct_err err = sql_int(s, &dead, SQL_DELIVERY_DEAD, "i", id);

	if (err == CT_OK)
		err = sql_run(s, SQL_DELIVERY_DELETE, "i", id);
	if (err == CT_OK)
		err = sql_run(s, SQL_ALERT_DELETE, "i", id);
	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_ALERTS]--;
	s->tally.n[TALLY_DEAD] -= dead;
	return CT_OK;
}

/* Dead letters, too.  Where the store is too large an alert goes with its story. */
static enum ct_err prune_alerts(struct store *s, int64_t before, bool large, bool *more)
{
	static const struct ages by = {SQL_ALERT_OLD, SQL_ALERT_NEWEST, SQL_ALERT_SANE, 1};
	struct old old[STEP];
	size_t n, i;
	enum ct_err err = read_old(s, &by, s->prune_alert, old, &n);

	for (i = 0; err == CT_OK && i < n; i++) {
		bool pending = (old[i].verdict & ALERT_PENDING) != 0;
		bool orphan = large && (old[i].verdict & ALERT_STORY) == 0;

		if (old[i].time >= before && !orphan && !pending)
			break;
		s->prune_alert = old[i].id;
		if (!pending)
			err = remove_alert(s, old[i].id);
	}
	if (err != CT_OK)
		return err;
	*more = *more || i == STEP;
	if (i < STEP)
		s->prune_alert = 0;
	return CT_OK;
}

static enum ct_err prune_tombstones(struct store *s, int64_t before)
{
	struct tombstone {
		int64_t feed, ident;
	} gone[TOMBSTONES];
	int64_t *at = &s->tally.n[TALLY_SWEPT_FEED];
	size_t n = 0, seen = 0;
	sqlite3_stmt *st;
	bool row;
	enum ct_err err = sql_start(s, SQL_ENTRY_OLD, &st, "iiiii", at[0], at[1], before,
	    s->tally.n[TALLY_PRUNED], (int64_t)TOMBSTONES);

	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row) {
		at[0] = sqlite3_column_int64(st, 0);
		at[1] = sqlite3_column_int64(st, 1);
		if (sqlite3_column_int(st, 2) != 0)
			gone[n++] = (struct tombstone){at[0], at[1]};
		seen++;
	}
	for (size_t i = 0; err == CT_OK && i < n; i++)
		err = sql_run(s, SQL_ENTRY_DELETE, "ii", gone[i].feed, gone[i].ident);
	if (err == CT_OK && seen < TOMBSTONES)
		at[0] = at[1] = 0;
	return err;
}

static enum ct_err prune_segments(struct store *s)
{
	int64_t oldest = INT64_MAX;
	enum ct_err err = sql_int(s, &oldest, SQL_STORY_FIRST, "i", (int64_t)0);

	return err == CT_OK || err == CT_EINVAL ? store_segment_prune(s, oldest) : err;
}

enum ct_err store_age_clock(struct store *s, int64_t now, int64_t *clock)
{
	int64_t *at = &s->tally.n[TALLY_CLOCK], newest;

	if (*at == 0) { /* a store from before there was this clock, or a new one */
		enum ct_err err = sql_int(s, &newest, SQL_STORY_NEWEST, "");

		if (err != CT_OK && err != CT_EINVAL)
			return err;
		*at = err == CT_OK && newest < now ? newest : now;
	}
	*at = now < *at + DAY ? now : *at + DAY;
	*clock = *at;
	return CT_OK;
}

enum ct_err store_prune(struct store *s, int64_t before, int64_t max_bytes, bool *more)
{
	int64_t used = 0;
	bool loose = false, rest = false;
	enum ct_err err = bytes_used(s, &used, &loose);
	bool large = max_bytes > 0 && used > max_bytes;

	if (err == CT_OK)
		err = prune_stories(s, before, large, &rest);
	if (err == CT_OK)
		err = prune_alerts(s, before, large, &rest);
	if (err == CT_OK && !rest)
		err = prune_tombstones(s, before);
	if (err == CT_OK)
		err = prune_segments(s);
	if (err == CT_OK && loose) {
		err = sql_run(s, SQL_VACUUM, "");
		rest = true;
	}
	if (err == CT_OK)
		*more = rest;
	return err;
}

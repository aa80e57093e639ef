/*
 * The outbox.  An alert and its deliveries are written in the transaction that
 * writes the story; a delivery stays, delivered or not, as long as the alert.
 * A new delivery is due at 0, so that what is new goes before what is retried.
 */
#include <stdlib.h>

#include "store_int.h"
#include "utf8.h"

#define PAYLOADS_MAX ((size_t)256 << 20)
#define ERROR_MAX 500

enum ct_err store_alert_add(struct store *s, struct view alert_id, int64_t story, int64_t time,
    struct view payload, const struct view *sinks, size_t nsinks)
{
	struct view packed;
	int64_t id = s->tally.n[TALLY_LAST_ALERT] + 1;
	enum ct_err err = pack_in(&s->packer.pack, payload, &packed);

	if (err == CT_OK)
		err = sql_run(s, SQL_ALERT_ADD, "itiib", id, alert_id, story, time, packed);
	if (err != CT_OK || sqlite3_changes(s->db) == 0)
		return err;
	for (size_t i = 0; err == CT_OK && i < nsinks; i++)
		err = sql_run(s, SQL_DELIVERY_ADD, "it", id, sinks[i]);
	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_LAST_ALERT] = id;
	s->tally.n[TALLY_ALERTS]++;
	s->tally.n[TALLY_PENDING] += (int64_t)nsinks;
	return CT_OK;
}

static struct view column(sqlite3_stmt *st, int at, struct arena *a, bool *ok)
{
	struct view v = arena_copy(a, sql_view(st, at));

	*ok = *ok && v.p != NULL;
	return v;
}

/* Empty where it is damaged: one bad row must not hold up those behind it. */
static enum ct_err read_payload(
    struct store *s, sqlite3_stmt *st, int at, struct arena *a, struct view *out)
{
	*out = (struct view){NULL, 0};
	enum ct_err err = pack_out(&s->packer.pack, sql_view(st, at), a, out);

	return err == CT_EINVAL ? CT_OK : err;
}

static enum ct_err read_delivery(
    struct store *s, sqlite3_stmt *st, struct arena *a, struct store_delivery *d)
{
	bool ok = true;

	*d = (struct store_delivery){
	    .id = sqlite3_column_int64(st, 0),
	    .alert_id = column(st, 1, a, &ok),
	    .sink = column(st, 2, a, &ok),
	    .tries = sql_number(st, 4),
	    .next_try = sql_number(st, 5),
	    .last_error = column(st, 6, a, &ok),
	};
	return ok ? read_payload(s, st, 3, a, &d->payload) : CT_ENOMEM;
}

enum ct_err store_alert_due(struct store *s, struct view sink, int64_t now, size_t limit,
    int64_t *next, bool (*fn)(void *ctx, const struct store_delivery *d), void *ctx)
{
	sqlite3_stmt *st;
	bool row;
	size_t n = 0, cap = limit < 1000 ? limit : 1000;
	int64_t later = 0;
	struct arena *a = arena_new(PAYLOADS_MAX);
	struct store_delivery *d = calloc(cap + 1, sizeof(*d));
	enum ct_err err = a != NULL && d != NULL ? CT_OK : CT_ENOMEM;

	if (err == CT_OK)
		err = sql_start(s, SQL_DELIVERY_DUE, &st, "tii", sink, now, (int64_t)cap);
	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row) {
		err = read_delivery(s, st, a, &d[n]);
		if (err == CT_OK)
			n++;
		else
			sql_end(st);
	}
	if (err == CT_ENOMEM && n > 0)
		err = CT_OK; /* the rest next time */
	if (err == CT_OK) {
		err = sql_int(s, &later, SQL_DELIVERY_NEXT, "ti", sink, now);
		err = err == CT_EINVAL ? CT_OK : err;
	}
	if (err == CT_OK)
		*next = later;
	for (size_t i = 0; err == CT_OK && i < n; i++)
		if (!fn(ctx, &d[i]))
			break;
	free(d);
	arena_free(a);
	return err;
}

enum ct_err store_alert_sinks(struct store *s, struct buf *out)
{
	struct view last = {NULL, 0};
	size_t from = out->n;
	bool row = true;

	for (;;) {
		sqlite3_stmt *st;
		enum ct_err err = sql_start(s, SQL_DELIVERY_SINK, &st, "t", last);

		if (err == CT_OK)
			err = sql_row(s, st, &row);
		if (err != CT_OK || !row)
			return err;
		buf_addv(out, sql_view(st, 0));
		buf_addc(out, '\0');
		sql_end(st);
		if (out->err != CT_OK)
			return out->err;
		last = (struct view){out->p + from, out->n - 1 - from};
		from = out->n;
	}
}

/* Counts a delivery out of the state that it is in. */
static enum ct_err leave_state(struct store *s, int64_t delivery)
{
	int64_t state;
	enum ct_err err = sql_int(s, &state, SQL_DELIVERY_STATE, "i", delivery);

	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_PENDING] -= state == STORE_PENDING;
	s->tally.n[TALLY_DEAD] -= state == STORE_DEAD;
	return CT_OK;
}

enum ct_err store_alert_done(struct store *s, int64_t delivery)
{
	enum ct_err err = leave_state(s, delivery);

	return err == CT_OK ? sql_run(s, SQL_DELIVERY_DONE, "i", delivery) : err;
}

enum ct_err store_alert_failed(
    struct store *s, int64_t delivery, int64_t next_try, struct view error)
{
	enum store_delivery_state state = next_try != 0 ? STORE_PENDING : STORE_DEAD;
	enum ct_err err = leave_state(s, delivery);

	if (err != CT_OK)
		return err;
	s->tally.n[state == STORE_PENDING ? TALLY_PENDING : TALLY_DEAD]++;
	return sql_run(s, SQL_DELIVERY_FAILED, "iiit", delivery, (int64_t)state, next_try,
	    utf8_clip(error, ERROR_MAX));
}

enum ct_err store_alert_retry(struct store *s, int64_t now, int64_t *n)
{
	enum ct_err err = sql_run(s, SQL_DELIVERY_RETRY, "i", now);

	if (err != CT_OK)
		return err;
	*n = sqlite3_changes(s->db);
	s->tally.n[TALLY_PENDING] += *n;
	s->tally.n[TALLY_DEAD] -= *n;
	return CT_OK;
}

/* --- the journal --------------------------------------------------------------- */

struct line {
	int64_t row;
	struct view payload;
};

#define BATCH 64

static enum ct_err read_batch(
    struct store *s, int64_t after, size_t want, struct arena *a, struct line *out, size_t *n)
{
	sqlite3_stmt *st;
	bool row;
	enum ct_err err = sql_start(s, SQL_ALERT_AFTER, &st, "ii", after, (int64_t)want);

	*n = 0;
	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row) {
		out[*n].row = sqlite3_column_int64(st, 0);
		err = read_payload(s, st, 1, a, &out[*n].payload);
		if (err == CT_OK)
			(*n)++;
		else
			sql_end(st);
	}
	return err;
}

enum ct_err store_alert_list(struct store *s, int64_t after, size_t limit,
    bool (*fn)(void *ctx, int64_t row, struct view payload), void *ctx)
{
	struct line lines[BATCH];
	struct arena *a = arena_new(PAYLOADS_MAX);
	enum ct_err err = a != NULL ? CT_OK : CT_ENOMEM;
	size_t n = BATCH;
	bool more = limit > 0;

	if (err == CT_OK && after == 0 && limit > 0) {
		int64_t want = limit < INT64_MAX ? (int64_t)limit : INT64_MAX;

		err = sql_int(s, &after, SQL_ALERT_LATEST, "i", want);
		after -= err == CT_OK && after > INT64_MIN;
		err = err == CT_EINVAL ? CT_OK : err;
	}
	while (err == CT_OK && more) {
		arena_reset(a);
		err = read_batch(s, after, limit < BATCH ? limit : BATCH, a, lines, &n);
		more = err == CT_OK && n == BATCH;
		for (size_t i = 0; err == CT_OK && i < n; i++) {
			after = lines[i].row;
			if (lines[i].payload.n == 0)
				continue;
			if (!fn(ctx, lines[i].row, lines[i].payload)) {
				more = false;
				break;
			}
		}
		limit -= n;
		more = more && limit > 0;
	}
	arena_free(a);
	return err;
}

#include "record.h"
#include "store_int.h"

/* Seconds: what a configuration may let a page wait for, and a day. */
#define WAIT_MAX (8 * INT64_C(86400))

enum ct_err store_errand_put(struct store *s, const struct store_errand *e)
{
	struct view packed;
	uint64_t content;

	enum ct_err err = CT_OK, waits = store_errand_find(s, e->feed, e->ident, &content);
	if (err == CT_OK && waits != CT_EINVAL)
		err = waits;
	if (err == CT_OK)
		err = packer_item(&s->packer, &e->item, &packed);
	if (err != CT_OK)
		return err;
	err = sql_run(s, SQL_ERRAND_PUT, "iiiiiib", e->feed, (int64_t)e->ident, (int64_t)e->content,
	    (int64_t)e->silent, e->since, e->read, packed);
	s->tally.n[TALLY_ERRANDS] += err == CT_OK && waits == CT_EINVAL;
	return err;
}

enum ct_err store_errand_find(struct store *s, int64_t feed, uint64_t ident, uint64_t *content)
{
	int64_t c;
	enum ct_err err = sql_int(s, &c, SQL_ERRAND_FIND, "ii", feed, (int64_t)ident);

	if (err == CT_OK)
		*content = (uint64_t)c;
	return err;
}

enum ct_err store_errand_get(struct store *s, int64_t id, struct arena *a, struct store_errand *out)
{
	sqlite3_stmt *st;
	struct view bytes;
	enum ct_err err = sql_first(s, SQL_ERRAND_GET, &st, "i", id);

	if (err != CT_OK)
		return err;
	struct store_errand e = {
	    .id = id,
	    .feed = sqlite3_column_int64(st, 0),
	    .ident = (uint64_t)sqlite3_column_int64(st, 1),
	    .content = (uint64_t)sqlite3_column_int64(st, 2),
	    .silent = sqlite3_column_int64(st, 3) != 0,
	    .since = sql_number(st, 4),
	    .read = sql_number(st, 5),
	    .tries = sql_number(st, 6),
	};
	err = pack_out(&s->packer.pack, sql_view(st, 7), a, &bytes);
	sql_end(st);
	if (err == CT_OK)
		err = record_get(bytes, &e.item);
	if (err == CT_OK)
		*out = e;
	return err;
}

/* As sql_int, but 0 where there is no row. */
static enum ct_err int_or_0(enum ct_err err, int64_t *n)
{
	if (err == CT_EINVAL)
		*n = 0;
	return err == CT_EINVAL ? CT_OK : err;
}

/* The feed behind `feed` that something waits for; past the last one, the first;
 * 0: nothing waits at all. */
static enum ct_err next_feed(struct store *s, int64_t *feed)
{
	enum ct_err err = int_or_0(sql_int(s, feed, SQL_ERRAND_FEED, "i", *feed), feed);

	if (err == CT_OK && *feed == 0)
		err = int_or_0(sql_int(s, feed, SQL_ERRAND_FEED, "i", INT64_C(0)), feed);
	return err;
}

enum ct_err store_errand_due(struct store *s, int64_t now, int64_t *after, int64_t *ids, size_t max,
    size_t *n, int64_t *next)
{
	int64_t feed = *after, first = 0, soonest = 0;
	size_t found = 0;
	enum ct_err err = CT_OK;

	while (err == CT_OK && found < max) {
		int64_t id, later;

		err = next_feed(s, &feed);
		if (err != CT_OK || feed == 0 || feed == first)
			break;
		first = first == 0 ? feed : first;
		err = int_or_0(sql_int(s, &id, SQL_ERRAND_DUE, "ii", feed, now), &id);
		if (err == CT_OK)
			err =
			    int_or_0(sql_int(s, &later, SQL_ERRAND_NEXT, "ii", feed, now), &later);
		if (err == CT_OK && id == 0 && later - now > WAIT_MAX)
			err = int_or_0(sql_int(s, &id, SQL_ERRAND_DUE, "ii", feed, later), &id);
		if (err != CT_OK)
			return err;
		if (id != 0)
			ids[found++] = id;
		if (later != 0 && (soonest == 0 || later < soonest))
			soonest = later;
	}
	if (err != CT_OK)
		return err;
	*after = feed;
	*n = found;
	*next = soonest;
	return CT_OK;
}

enum ct_err store_errand_retry(struct store *s, int64_t id, bool tried, int64_t next_try)
{
	return sql_run(s, SQL_ERRAND_RETRY, "iii", id, next_try, (int64_t)tried);
}

enum ct_err store_errand_delete(struct store *s, int64_t id)
{
	enum ct_err err = sql_run(s, SQL_ERRAND_DELETE, "i", id);

	if (err == CT_OK && sqlite3_changes(s->db) > 0)
		s->tally.n[TALLY_ERRANDS]--;
	return err;
}

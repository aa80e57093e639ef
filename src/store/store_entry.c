/*
 * Pruning leaves entries alone: an entry whose story is gone is a tombstone by
 * that alone.  All numbers above the highest that was ever pruned still exist,
 * so that nearly always nothing more has to be read.
 */
#include "store_int.h"

static enum ct_err read_entry(
    struct store *s, int64_t feed, uint64_t ident, struct store_entry *out)
{
	sqlite3_stmt *st;
	enum ct_err err = sql_first(s, SQL_ENTRY_GET, &st, "ii", feed, (int64_t)ident);

	if (err != CT_OK)
		return err;
	*out = (struct store_entry){
	    .story = sqlite3_column_int64(st, 0),
	    .content = (uint64_t)sqlite3_column_int64(st, 1),
	    .seen = sql_number(st, 2),
	};
	sql_end(st);
	return CT_OK;
}

enum ct_err store_entry_find(struct store *s, int64_t feed, uint64_t ident, struct store_entry *out)
{
	const struct late_entry *late = late_find(&s->late, feed, ident);
	struct store_entry e;
	int64_t id;
	enum ct_err err = CT_OK;

	if (late != NULL && late->gone)
		err = CT_EINVAL;
	else if (late != NULL)
		e = late->entry;
	else
		err = read_entry(s, feed, ident, &e);
	if (err != CT_OK)
		return err;
	if (e.story != 0 && e.story <= s->tally.n[TALLY_PRUNED]) {
		err = sql_int(s, &id, SQL_STORY_EXISTS, "i", e.story);
		if (err == CT_EINVAL)
			e.story = 0;
		else if (err != CT_OK)
			return err;
	}
	*out = e;
	return CT_OK;
}

enum ct_err store_entry_put(
    struct store *s, int64_t feed, uint64_t ident, const struct store_entry *e)
{
	enum ct_err err = store_segment_writable(s);

	return err == CT_OK ? late_put(&s->late, feed, ident, e) : err;
}

enum ct_err store_entry_delete(struct store *s, int64_t feed, uint64_t ident)
{
	return store_entry_put(s, feed, ident, NULL);
}

enum ct_err store_entry_flush(struct store *s)
{
	enum ct_err err = CT_OK;

	late_sort(&s->late);
	for (size_t i = 0; err == CT_OK && i < s->late.n; i++) {
		const struct late_entry *l = &s->late.entries[i];

		if (l->gone)
			err = sql_run(s, SQL_ENTRY_DELETE, "ii", l->feed, (int64_t)l->ident);
		else
			err = sql_run(s, SQL_ENTRY_PUT, "iiiii", l->feed, (int64_t)l->ident,
			    l->entry.story, (int64_t)l->entry.content, l->entry.seen);
	}
	late_clear(&s->late);
	return err;
}

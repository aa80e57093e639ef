/*
 * Pruning leaves entries alone: an entry whose story is gone is a tombstone by
 * that alone.  All numbers above the highest that was ever pruned still exist,
 * so that nearly always nothing more has to be read.
 */
#include "store_int.h"

enum ct_err store_entry_find(struct store *s, int64_t feed, uint64_t ident, struct store_entry *out)
{
	sqlite3_stmt *st;
	bool row;
	struct store_entry e;
	int64_t id;
	enum ct_err err = sql_start(s, SQL_ENTRY_GET, &st, "ii", feed, (int64_t)ident);

	if (err == CT_OK)
		err = sql_row(s, st, &row);
	if (err != CT_OK)
		return err;
	if (!row)
		return CT_EINVAL;
	e = (struct store_entry){
	    .story = sqlite3_column_int64(st, 0),
	    .content = (uint64_t)sqlite3_column_int64(st, 1),
	    .seen = sqlite3_column_int64(st, 2),
	};
	sql_end(st);
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
	return sql_run(s, SQL_ENTRY_PUT, "iiiii", feed, (int64_t)ident, e->story,
	    (int64_t)e->content, e->seen);
}

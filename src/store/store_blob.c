#include "store_int.h"

enum ct_err store_blob_put(struct store *s, const char *name, struct view bytes)
{
	return sql_run(s, SQL_BLOB_PUT, "tb", view_of(name), bytes);
}

enum ct_err store_blob_get(struct store *s, const char *name, struct buf *out)
{
	sqlite3_stmt *st;
	enum ct_err err = sql_first(s, SQL_BLOB_GET, &st, "t", view_of(name));

	if (err != CT_OK)
		return err;
	buf_addv(out, sql_view(st, 0));
	sql_end(st);
	return out->err;
}

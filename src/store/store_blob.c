#include "store_int.h"

enum ct_err store_blob_put(struct store *s, const char *name, struct view bytes)
{
	return sql_run(s, SQL_BLOB_PUT, "tb", view_of(name), bytes);
}

enum ct_err store_blob_get(struct store *s, const char *name, struct buf *out)
{
	sqlite3_stmt *st;
	bool row;
	enum ct_err err = sql_start(s, SQL_BLOB_GET, &st, "t", view_of(name));

	if (err == CT_OK)
		err = sql_row(s, st, &row);
	if (err != CT_OK)
		return err;
	if (!row)
		return CT_EINVAL;
	buf_addv(out, sql_view(st, 0));
	sql_end(st);
	return out->err;
}

#include <stdlib.h>

#include "store_int.h"

#define BATCH 64 /* as in SQL_RECENT_LIST */

struct keys {
	int64_t story, seen;
	struct fingerprint fp;
};

/* The next BATCH. */
static enum ct_err read_batch(struct store *s, int64_t after, struct keys *out, size_t *n)
{
	sqlite3_stmt *st;
	bool row;
	enum ct_err err = sql_start(s, SQL_RECENT_LIST, &st, "i", after);

	*n = 0;
	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row && *n < BATCH) {
		struct keys *k = &out[(*n)++];
		struct cursor c = cursor_of(sql_view(st, 2));

		k->story = sqlite3_column_int64(st, 0);
		k->seen = sqlite3_column_int64(st, 1);
		/* Of an older fingerprint or damaged: its keys would find nothing. */
		if (fingerprint_decode(&c, &k->fp) != CT_OK)
			k->fp.nkeys = 0;
	}
	return err;
}

enum ct_err store_keys_after(struct store *s, int64_t id,
    enum ct_err (*fn)(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp),
    void *ctx)
{
	struct keys *batch = calloc(BATCH, sizeof(*batch));
	size_t n = BATCH;
	enum ct_err err = batch != NULL ? CT_OK : CT_ENOMEM;

	while (err == CT_OK && n == BATCH) {
		err = read_batch(s, id, batch, &n);
		for (size_t i = 0; err == CT_OK && i < n; i++) {
			err = fn(ctx, batch[i].story, batch[i].seen, &batch[i].fp);
			id = batch[i].story;
		}
	}
	free(batch);
	return err;
}

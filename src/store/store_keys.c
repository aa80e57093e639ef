/*
 * A fingerprint that an older program made is made again from the text: its keys
 * would find nothing.  So are damaged ones.
 */
#include <stdlib.h>

#include "store_int.h"

#define BATCH 64 /* as in SQL_RECENT_LIST */

struct keys {
	int64_t story, seen;
	bool stale;
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
		k->seen = sql_number(st, 1);
		k->stale = fingerprint_decode(&c, &k->fp) != CT_OK;
	}
	return err;
}

/* Without keys where the text is damaged, too. */
static enum ct_err renew(struct store *s, struct remaker *r, struct keys *k)
{
	if (r->arena == NULL && !store_remaker_init(r))
		return CT_ENOMEM;
	enum ct_err err = store_remake(s, r, k->story, &k->fp);
	if (err != CT_EINVAL)
		return err;
	k->fp = (struct fingerprint){.version = FINGERPRINT_VERSION};
	return CT_OK;
}

enum ct_err store_keys_after(struct store *s, int64_t id,
    enum ct_err (*fn)(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp),
    void *ctx)
{
	struct remaker r = {NULL, NULL};
	struct keys *batch = calloc(BATCH, sizeof(*batch));
	size_t n = BATCH;
	enum ct_err err = batch != NULL ? CT_OK : CT_ENOMEM;

	while (err == CT_OK && n == BATCH) {
		err = read_batch(s, id, batch, &n);
		for (size_t i = 0; err == CT_OK && i < n; i++) {
			if (batch[i].stale)
				err = renew(s, &r, &batch[i]);
			if (err == CT_OK)
				err = fn(ctx, batch[i].story, batch[i].seen, &batch[i].fp);
			id = batch[i].story;
		}
	}
	store_remaker_free(&r);
	free(batch);
	return err;
}

/*
 * A fingerprint that an older program made is made again from the text: its keys
 * would find nothing.  So are damaged ones.
 */
#include <stdlib.h>

#include "store_int.h"

#define BATCH 64 /* as in SQL_RECENT_LIST */
#define TEXT_MAX ((size_t)64 << 20)

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
		k->seen = sqlite3_column_int64(st, 1);
		k->stale = fingerprint_decode(&c, &k->fp) != CT_OK;
	}
	return err;
}

/* Without keys where the text is damaged, too. */
static enum ct_err renew(struct store *s, struct keys *k)
{
	struct arena *a = arena_new(TEXT_MAX);
	enum ct_err err = a != NULL ? store_story_fingerprint(s, k->story, a, &k->fp) : CT_ENOMEM;

	arena_free(a);
	if (err != CT_EIO && err != CT_EINVAL)
		return err;
	k->fp = (struct fingerprint){.version = FINGERPRINT_VERSION};
	return CT_OK;
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
			if (batch[i].stale)
				err = renew(s, &batch[i]);
			if (err == CT_OK)
				err = fn(ctx, batch[i].story, batch[i].seen, &batch[i].fp);
			id = batch[i].story;
		}
	}
	free(batch);
	return err;
}

/* A lost segment is made again from the texts, a thousand stories at a time. */
#include <stdlib.h>

#include "doc.h"
#include "index.h"
#include "store_int.h"

#define TEXT_MAX ((size_t)64 << 20)
#define BYTES_MAX ((size_t)1 << 30)

bool store_remaker_init(struct remaker *r)
{
	r->arena = arena_new(TEXT_MAX);
	r->normalizer = normalizer_new();
	return r->arena != NULL && r->normalizer != NULL;
}

void store_remaker_free(struct remaker *r)
{
	arena_free(r->arena);
	normalizer_free(r->normalizer);
}

enum ct_err store_remake(struct store *s, struct remaker *r, int64_t id, struct fingerprint *out)
{
	struct store_story st;
	struct doc *d;

	arena_reset(r->arena);
	enum ct_err err = store_story_get(s, id, false, r->arena, &st);
	if (err == CT_OK)
		err = doc_make_with(r->normalizer, &st.item.story, &d);
	if (err != CT_OK)
		return err;
	fingerprint_make(d, out);
	doc_free(d);
	return CT_OK;
}

static enum ct_err index_story(
    struct store *s, int64_t id, int64_t seen, struct remaker *r, struct index *ix)
{
	struct fingerprint fp;
	enum ct_err err = store_remake(s, r, id, &fp);

	if (err == CT_EIO || err == CT_EINVAL) /* this one story is damaged: go on without */
		return CT_OK;
	return err == CT_OK ? index_add(ix, (uint32_t)id, seen, fp.keys, fp.nkeys) : err;
}

/* Indexes up to `stories` stories of the span; *end is the last one, or `last`
 * where that is all. */
static enum ct_err index_span_of(
    struct store *s, int64_t first, int64_t last, size_t stories, struct index *ix, int64_t *end)
{
	struct remaker r;
	enum ct_err err = store_remaker_init(&r) ? CT_OK : CT_ENOMEM;
	int64_t id = first;
	size_t n = 0;

	while (err == CT_OK && n < stories) {
		sqlite3_stmt *st;
		bool row;

		err = sql_start(s, SQL_STORY_SPAN, &st, "iii", id, last, (int64_t)1);
		if (err == CT_OK)
			err = sql_row(s, st, &row);
		if (err != CT_OK || !row)
			break;
		id = sqlite3_column_int64(st, 0);
		int64_t seen = sql_number(st, 1);
		sql_end(st);
		err = index_story(s, id++, seen, &r, ix);
		n++;
	}
	*end = n < stories ? last : id - 1;
	store_remaker_free(&r);
	return err;
}

static enum ct_err add_segment(struct store *s, const struct index *ix, struct store_segment *seg)
{
	struct buf b = BUF_INIT(BYTES_MAX);
	struct index_span span;

	index_seal(ix, &b);
	enum ct_err err = b.err;
	if (err == CT_OK)
		err = index_span(buf_view(&b), &span);
	if (err == CT_OK) {
		seg->from = span.from;
		seg->until = span.until;
		seg->bytes = buf_view(&b);
		err = store_segment_add(s, seg);
	}
	buf_free(&b);
	return err;
}

enum ct_err store_segment_rebuild(struct store *s, size_t stories, struct store_segment *seg)
{
	uint64_t lost;
	int64_t first, last, end;
	struct store_segment made = {0};
	enum ct_err err = store_segment_lost(s, &lost, &first, &last);

	if (err != CT_OK)
		return err;
	struct index *ix = index_new();
	err = ix != NULL ? index_span_of(s, first, last, stories, ix, &end) : CT_ENOMEM;
	if (err == CT_OK) {
		made.first = first;
		made.last = end;
		err = add_segment(s, ix, &made);
	}
	index_free(ix);
	if (err == CT_OK)
		err = store_segment_found(s, lost, end, last);
	if (err == CT_OK)
		*seg = made;
	return err;
}

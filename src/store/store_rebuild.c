/*
 * A lost segment is made again from the texts: its stories are indexed in memory, a
 * few a step, and at PIECE of them, or at its end, become a segment.  Until then
 * nothing of it is stored; whoever stops in between begins that piece anew.
 */
#include <stdlib.h>
#include <sys/random.h>

#include "doc.h"
#include "index.h"
#include "store_int.h"

#define TEXT_MAX ((size_t)64 << 20)
#define BYTES_MAX ((size_t)1 << 30)
#define PIECE 4096 /* as many as are sealed otherwise */

struct store_rebuild {
	struct remaker remaker;
	struct index *ix;
	uint64_t lost; /* segment */
	int64_t first, next;
	size_t damaged; /* stories so far */
};

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
	/* Of a page that is damaged it is not known to which story it belongs. */
	if (err == CT_EIO && s->corrupt)
		err = CT_EINVAL;
	if (err == CT_OK)
		err = doc_make_with(r->normalizer, &st.item.story, &d);
	if (err != CT_OK)
		return err;
	fingerprint_make(d, out);
	doc_free(d);
	return CT_OK;
}

/* One that is damaged is counted, and left out. */
static enum ct_err index_story(struct store *s, struct store_rebuild *r, int64_t id, int64_t seen)
{
	struct fingerprint fp;
	enum ct_err err = store_remake(s, &r->remaker, id, &fp);

	r->damaged += err == CT_EINVAL;
	if (err == CT_EINVAL)
		return CT_OK;
	return err == CT_OK ? index_add(r->ix, (uint32_t)id, seen, fp.keys, fp.nkeys) : err;
}

/* Indexes up to `stories` stories more, to `last`; *end: that was all of them. */
static enum ct_err index_more(
    struct store *s, struct store_rebuild *r, int64_t last, size_t stories, bool *end)
{
	enum ct_err err = CT_OK;

	*end = false;
	for (size_t n = 0; err == CT_OK && n < stories && index_memtable(r->ix) < PIECE; n++) {
		sqlite3_stmt *st;
		bool row;

		err = sql_start(s, SQL_STORY_SPAN, &st, "iii", r->next, last, (int64_t)1);
		if (err == CT_OK)
			err = sql_row(s, st, &row);
		*end = err == CT_OK && !row;
		if (err != CT_OK || !row)
			break;
		int64_t id = sqlite3_column_int64(st, 0), seen = sql_number(st, 1);
		sql_end(st);
		err = index_story(s, r, id, seen);
		if (err == CT_OK)
			r->next = id + 1;
	}
	*end |= r->next > last;
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

void store_rebuild_free(struct store_rebuild *r)
{
	if (r == NULL)
		return;
	store_remaker_free(&r->remaker);
	index_free(r->ix);
	free(r);
}

static struct store_rebuild *begin(uint64_t lost, int64_t first)
{
	struct store_rebuild *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->lost = lost;
	r->first = r->next = first;
	r->ix = index_new();
	if (!store_remaker_init(&r->remaker) || r->ix == NULL) {
		store_rebuild_free(r);
		return NULL;
	}
	uint64_t seed = 0; /* feeds chose the words: index.h */
	(void)!getrandom(&seed, sizeof(seed), GRND_NONBLOCK);
	index_seed(r->ix, seed);
	return r;
}

/* Puts what is indexed in the place of the lost segment, or of its first part. */
static enum ct_err finish(
    struct store *s, struct store_rebuild *r, int64_t last, bool end, struct store_rebuilt *out)
{
	struct store_segment made = {.first = r->first, .last = end ? last : r->next - 1};
	enum ct_err err = add_segment(s, r->ix, &made);

	if (err == CT_OK)
		err = store_segment_found(s, r->lost, made.last, last);
	if (err == CT_OK)
		*out = (struct store_rebuilt){.segment = made, .damaged = r->damaged};
	return err;
}

enum ct_err store_rebuild_step(
    struct store *s, struct store_rebuild **work, size_t stories, struct store_rebuilt *out)
{
	struct store_rebuild *r = *work;
	uint64_t lost = 0;
	int64_t first, last;
	bool end = false;
	enum ct_err err = store_segment_lost(s, &lost, &first, &last);

	*work = NULL;
	*out = (struct store_rebuilt){.nothing = err == CT_OK && lost == 0};
	if (r != NULL && (lost == 0 || r->lost != lost || r->first != first)) {
		store_rebuild_free(r); /* it was pruned meanwhile */
		r = NULL;
	}
	if (err != CT_OK || lost == 0)
		return err;
	if (r == NULL)
		r = begin(lost, first);
	err = r != NULL ? index_more(s, r, last, stories, &end) : CT_ENOMEM;
	if (err == CT_OK && !end && index_memtable(r->ix) < PIECE) {
		*work = r;
		return CT_OK;
	}
	if (err == CT_OK)
		err = finish(s, r, last, end, out);
	store_rebuild_free(r);
	return err;
}

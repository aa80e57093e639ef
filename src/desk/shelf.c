#include "shelf.h"

#define SEAL 4096 /* stories: 40 ms, the longest step of all */
#define STORY_ARENA ((size_t)64 << 20)
#define SEGMENT_BYTES_MAX ((size_t)2 << 30)
#define HEAL 400 /* stories a step: 40 ms, like a seal */
/* The counts, some 1.5 MiB, and beside them u64 the newest story in them.  To
 * learn a story again costs half a millisecond at a start: where no counts are
 * left, only the newest ones are. */
#define COUNTS "learned-counts"
#define COUNTS_UNTIL "learned-until"
#define COUNTS_MAX ((size_t)64 << 20)
#define SAVE_EVERY 1024
#define LEARN_AGAIN 1024

struct attaching {
	struct judge *judge;
	enum ct_err err;
};

/* A damaged segment is left out: its stories are not found as originals, all else works.
 * store_check tells of it.  (One that there is no memory for is not damaged.) */
static bool attach(void *ctx, const struct store_segment *seg)
{
	struct attaching *a = ctx;
	enum ct_err err =
	    index_attach_read(judge_index(a->judge), seg->id, seg->bytes, &seg->reader);

	a->err = err == CT_ENOMEM ? err : CT_OK;
	return a->err == CT_OK;
}

static bool newest(void *ctx, const struct store_segment *seg)
{
	int64_t *last = ctx;

	if (seg->last > *last)
		*last = seg->last;
	return true;
}

/* --- loading -------------------------------------------------------------------- */

struct replay {
	struct store *store;
	struct judge *judge;
	struct shelf *shelf;
	struct arena *arena;
};

static enum ct_err replay(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	struct replay *r = ctx;
	struct store_story row;
	enum ct_err err = CT_EINVAL;

	if (story > r->shelf->learned) {
		arena_reset(r->arena);
		err = store_story_get(r->store, story, false, r->arena, &row);
	}
	/* Learned already, or its text is damaged. */
	if (err == CT_EINVAL)
		return index_add(judge_index(r->judge), (uint32_t)story, seen, fp->keys, fp->nkeys);
	if (err == CT_OK)
		err = judge_learn(r->judge, (uint32_t)story, seen, &row.item.story, fp);
	if (err == CT_OK)
		shelf_learned(r->shelf, story);
	return err;
}

static enum ct_err get_blob(struct store *st, const char *name, struct buf *out)
{
	enum ct_err err = store_blob_get(st, name, out);

	return err == CT_EINVAL ? CT_OK : err;
}

static bool last_story(void *ctx, const struct store_story *row)
{
	*(int64_t *)ctx = row->id;
	return false;
}

/* Without counts, or with those of another version, the judge starts from its
 * built-in table. */
static enum ct_err load_counts(struct shelf *s, struct store *st, struct judge *j)
{
	const struct store_filter newest_one = {.limit = 1};
	struct buf counts = BUF_INIT(COUNTS_MAX), until = BUF_INIT(8);
	int64_t last = 0;
	enum ct_err err = get_blob(st, COUNTS, &counts);

	if (err == CT_OK)
		err = get_blob(st, COUNTS_UNTIL, &until);
	if (err == CT_OK)
		err = store_story_list(st, &newest_one, last_story, &last);
	if (err == CT_OK) {
		struct cursor c = cursor_of(buf_view(&until));
		int64_t learned = (int64_t)cursor_u64(&c);

		err = judge_load(j, buf_view(&counts));
		err = err == CT_ENOMEM ? err : CT_OK;
		s->learned = learned > last - LEARN_AGAIN ? learned : last - LEARN_AGAIN;
		s->unsaved = 0;
	}
	buf_free(&counts);
	buf_free(&until);
	return err;
}

enum ct_err shelf_load(struct shelf *s, struct store *st, struct judge *j)
{
	struct replay r = {st, j, s, arena_new(STORY_ARENA)};
	struct attaching attaching = {j, CT_OK};
	int64_t last = 0;
	enum ct_err err = r.arena != NULL ? load_counts(s, st, j) : CT_ENOMEM;

	s->merging.look = true;
	if (err == CT_OK)
		err = store_segment_list(st, attach, &attaching);
	if (err == CT_OK)
		err = attaching.err;
	if (err == CT_OK)
		err = store_segment_list(st, newest, &last);
	if (err == CT_OK)
		err = store_keys_after(st, last, replay, &r);
	arena_free(r.arena);
	return err;
}

/* --- saving --------------------------------------------------------------------- */

void shelf_learned(struct shelf *s, int64_t story)
{
	s->learned = story;
	s->unsaved++;
}

enum ct_err shelf_save(struct shelf *s, struct store *st, struct judge *j)
{
	struct buf counts = BUF_INIT(COUNTS_MAX), until = BUF_INIT(8);

	if (s->unsaved == 0)
		return CT_OK;
	judge_save(j, &counts);
	buf_add_u64(&until, (uint64_t)s->learned);
	enum ct_err err = counts.err != CT_OK ? counts.err : until.err;
	if (err == CT_OK)
		err = store_blob_put(st, COUNTS, buf_view(&counts));
	if (err == CT_OK)
		err = store_blob_put(st, COUNTS_UNTIL, buf_view(&until));
	buf_free(&counts);
	buf_free(&until);
	if (err == CT_OK)
		s->unsaved = 0;
	return err;
}

static enum ct_err seal(struct store *st, struct judge *j)
{
	struct buf bytes = BUF_INIT(SEGMENT_BYTES_MAX);
	struct index_span span = {0};

	index_seal(judge_index(j), &bytes);
	enum ct_err err = bytes.err;
	if (err == CT_OK)
		err = index_span(buf_view(&bytes), &span);
	struct store_segment seg = {
	    .first = span.first,
	    .last = span.last,
	    .from = span.from,
	    .until = span.until,
	    .bytes = buf_view(&bytes),
	};
	if (err == CT_OK)
		err = store_segment_add(st, &seg);
	buf_free(&bytes);
	if (err == CT_OK)
		err = index_attach_read(judge_index(j), seg.id, seg.bytes, &seg.reader);
	if (err == CT_OK)
		index_clear_memtable(judge_index(j));
	return err;
}

struct holders {
	struct shelf *shelf;
	struct judge *judge;
};

static void detach(void *ctx, uint64_t id)
{
	struct holders *h = ctx;

	if (merging_needs(&h->shelf->merging, id))
		merging_abandon(&h->shelf->merging);
	index_detach(judge_index(h->judge), id);
}

enum ct_err shelf_upkeep(struct shelf *s, struct store *st, struct judge *j)
{
	struct holders all = {s, j};
	bool full = index_memtable(judge_index(j)) >= SEAL;
	enum ct_err err = CT_OK;

	store_segment_retired(st, detach, &all);
	if (full) {
		err = seal(st, j);
		s->merging.look = true;
	} else {
		err = merging_step(&s->merging, st, judge_index(j));
	}
	if (err == CT_OK && (full || s->unsaved >= SAVE_EVERY))
		err = shelf_save(s, st, j);
	return err;
}

void shelf_drop(struct shelf *s)
{
	merging_abandon(&s->merging);
	store_rebuild_free(s->rebuild);
	s->rebuild = NULL;
}

enum ct_err shelf_heal(
    struct shelf *s, struct store *st, struct judge *j, struct store_rebuilt *out)
{
	enum ct_err err = store_rebuild_step(st, &s->rebuild, HEAL, out);
	const struct store_segment *seg = &out->segment;

	if (err != CT_OK || seg->id == 0)
		return err;
	s->merging.look = true; /* it is small */
	return index_attach_read(judge_index(j), seg->id, seg->bytes, &seg->reader);
}

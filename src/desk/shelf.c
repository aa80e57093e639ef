/*
 * Segments form levels as in a log-structured merge tree (O'Neil et al., 1996):
 * the memtable is sealed at SEAL stories into level 0; FANOUT neighbours of a
 * level make one of the next, up to LEVEL_MAX.
 *
 *	10 million stories: 16 K x 8 = 128 K, x 8 = 1 M; ten segments of 1 M, at
 *	most seven of each smaller level: a key is looked up in 24 places.
 *
 * Story numbers grow with time, so that a segment is a span of both, and
 * pruning drops whole segments.
 */
#include "shelf.h"

#define SEAL 16384
#define FANOUT 8
#define LEVEL_MAX 2
#define SEGMENT_BYTES_MAX ((size_t)2 << 30)
#define COUNTS "learned-counts"
#define COUNTS_MAX ((size_t)64 << 20)

struct run {
	struct store_segment seg[FANOUT];
	size_t n; /* newest neighbours of one level */
	unsigned level;
	bool full; /* FANOUT of them were found */
};

static bool attach(void *ctx, const struct store_segment *seg)
{
	struct judge *j = ctx;

	/* A damaged segment is left out: its stories are not found as originals,
	 * all else works.  store_check tells of it. */
	index_attach(judge_index(j), seg->id, seg->bytes);
	return true;
}

static enum ct_err replay(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	struct judge *j = ctx;

	return index_add(judge_index(j), (uint32_t)story, seen, fp->keys, fp->nkeys);
}

static bool newest(void *ctx, const struct store_segment *seg)
{
	int64_t *last = ctx;

	if (seg->last > *last)
		*last = seg->last;
	return true;
}

enum ct_err shelf_load(struct store *st, struct judge *j)
{
	struct buf counts = BUF_INIT(COUNTS_MAX);
	int64_t last = 0;
	enum ct_err err = store_segment_list(st, attach, j);

	if (err == CT_OK)
		err = store_segment_list(st, newest, &last);
	if (err == CT_OK)
		err = store_keys_after(st, last, replay, j);
	if (err == CT_OK) {
		/* Without counts, or with those of another version, the judge starts
		 * from its built-in table and learns again. */
		if (store_blob_get(st, COUNTS, &counts) == CT_OK)
			judge_load(j, buf_view(&counts));
	}
	buf_free(&counts);
	return err;
}

static enum ct_err save_counts(struct store *st, struct judge *j)
{
	struct buf counts = BUF_INIT(COUNTS_MAX);

	judge_save(j, &counts);
	enum ct_err err = counts.err;
	if (err == CT_OK)
		err = store_blob_put(st, COUNTS, buf_view(&counts));
	buf_free(&counts);
	return err;
}

/* What the memtable spans, from the recent keys themselves. */
struct span {
	int64_t first, last, from, until;
};

static enum ct_err span_one(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	struct span *s = ctx;

	(void)fp;
	if (s->first == 0) {
		s->first = story;
		s->from = s->until = seen;
	}
	s->last = story;
	s->from = seen < s->from ? seen : s->from;
	s->until = seen > s->until ? seen : s->until;
	return CT_OK;
}

static enum ct_err seal(struct store *st, struct judge *j)
{
	struct buf bytes = BUF_INIT(SEGMENT_BYTES_MAX);
	struct span span = {0};
	int64_t last = 0;
	enum ct_err err = store_segment_list(st, newest, &last);

	if (err == CT_OK)
		err = store_keys_after(st, last, span_one, &span);
	if (err != CT_OK)
		return err;
	index_seal(judge_index(j), &bytes);
	err = bytes.err;
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
		err = index_attach(judge_index(j), seg.id, seg.bytes);
	if (err == CT_OK)
		index_clear_memtable(judge_index(j));
	return err;
}

/* Collects the oldest FANOUT neighbours of run->level. */
static bool collect(void *ctx, const struct store_segment *seg)
{
	struct run *run = ctx;

	if (seg->level != run->level || run->full)
		return true;
	run->seg[run->n++] = *seg;
	run->full = run->n == FANOUT;
	return true;
}

static enum ct_err merge(struct store *st, struct judge *j, const struct run *run)
{
	struct buf bytes = BUF_INIT(SEGMENT_BYTES_MAX);
	struct view parts[FANOUT];

	for (size_t i = 0; i < run->n; i++)
		parts[i] = run->seg[i].bytes;
	enum ct_err err = index_merge(parts, run->n, 0, &bytes);
	if (err == CT_OK)
		err = bytes.err;
	struct store_segment seg = {
	    .first = run->seg[0].first,
	    .last = run->seg[run->n - 1].last,
	    .from = run->seg[0].from,
	    .until = run->seg[0].until,
	    .level = run->level + 1,
	    .bytes = buf_view(&bytes),
	};
	for (size_t i = 1; i < run->n; i++) {
		seg.from = run->seg[i].from < seg.from ? run->seg[i].from : seg.from;
		seg.until = run->seg[i].until > seg.until ? run->seg[i].until : seg.until;
	}
	if (err == CT_OK)
		err = store_segment_add(st, &seg);
	buf_free(&bytes);
	if (err == CT_OK)
		err = index_attach(judge_index(j), seg.id, seg.bytes);
	for (size_t i = 0; err == CT_OK && i < run->n; i++) {
		index_detach(judge_index(j), run->seg[i].id);
		err = store_segment_drop(st, run->seg[i].id);
	}
	return err;
}

enum ct_err shelf_upkeep(struct store *st, struct judge *j)
{
	if (index_memtable(judge_index(j)) < SEAL)
		return CT_OK;
	enum ct_err err = seal(st, j);
	for (unsigned level = 0; err == CT_OK && level < LEVEL_MAX; level++) {
		struct run run = {.level = level};

		err = store_segment_list(st, collect, &run);
		if (err == CT_OK && run.full)
			err = merge(st, j, &run);
	}
	return err == CT_OK ? save_counts(st, j) : err;
}

/*
 * segment.c tells the layout.  In memory are the tables only, 4 bytes a story (its
 * time; the number goes out at once) and 12 for 16 keys, and the bucket at hand.
 */
#include "segment_writer.h"

#include <stdlib.h>
#include <xxhash.h>

#include "segment_layout.h"

struct segment_writer {
	struct buf out;
	/* Of the bucket being written, each a run of uint32_t: the keys less the least one
	 * of the bucket, how many stories each has, and the ordinals of one after the other. */
	struct buf keys, counts, ordinals;
	struct buf times; /* written after the stories */
	XXH3_state_t *hash;
	uint32_t *starts; /* of each bucket */
	uint64_t *filters;
	uint32_t nbuckets, opened; /* opened: how many buckets have a start */
	uint64_t body_n;           /* body bytes, whether taken or not */
	size_t body_mark;          /* of out, how much is counted in body_n */
	uint32_t nkeys;
	uint32_t bucket, rel, count; /* of the key at hand; its place in the bucket, its stories */
	uint32_t nstories, expected, first, last;
	int64_t from, until;
	size_t times_done; /* bytes of the tables that are written: */
	uint32_t buckets_done;
	bool body_done;
	bool handed; /* out was taken: empty it before the next byte */
	enum ct_err err;
};

struct segment_writer *segment_writer_new(size_t nkeys, size_t nstories)
{
	struct segment_writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	if (nkeys > UINT32_MAX)
		nkeys = UINT32_MAX;
	w->err = nstories > SEGMENT_STORIES_MAX ? CT_ELIMIT : CT_OK;
	w->expected = (uint32_t)nstories;
	w->out = w->times = w->keys = w->counts = w->ordinals = BUF_INIT(SIZE_MAX / 2);
	w->nbuckets = (uint32_t)(nkeys / SEGMENT_KEYS_PER_BUCKET + 1);
	w->starts = calloc(w->nbuckets, sizeof(*w->starts));
	w->filters = calloc(w->nbuckets, sizeof(*w->filters));
	w->hash = XXH3_createState();
	if (w->starts == NULL || w->filters == NULL || w->hash == NULL ||
	    XXH3_64bits_reset(w->hash) != XXH_OK) {
		segment_writer_free(w);
		return NULL;
	}
	return w;
}

void segment_writer_free(struct segment_writer *w)
{
	if (w == NULL)
		return;
	XXH3_freeState(w->hash);
	buf_free(&w->out);
	buf_free(&w->keys);
	buf_free(&w->counts);
	buf_free(&w->ordinals);
	buf_free(&w->times);
	free(w->starts);
	free(w->filters);
	free(w);
}

static void make_room(struct segment_writer *w)
{
	if (w->handed) {
		buf_clear(&w->out);
		w->body_mark = 0;
		w->handed = false;
	}
}

/* --- the body ------------------------------------------------------------------- */

/* Gives the buckets up to and including b their start. */
static void open_buckets(struct segment_writer *w, uint32_t b)
{
	w->body_n += w->out.n - w->body_mark;
	w->body_mark = w->out.n;
	if (w->body_n > UINT32_MAX) {
		w->err = CT_ELIMIT;
		return;
	}
	while (w->opened <= b)
		w->starts[w->opened++] = (uint32_t)w->body_n;
}

static void add_number(struct buf *b, uint32_t v)
{
	buf_add(b, &v, sizeof(v));
}

static const uint32_t *numbers(const struct buf *b)
{
	return (const uint32_t *)(const void *)b->p;
}

static void write_lows(struct bits_out *b, const uint32_t *p, size_t n, unsigned low)
{
	for (size_t i = 0; i < n; i++)
		bits_put(b, p[i] & bits_mask(low), low);
}

/* A zero for each step of the high part, `last` in all, a one for each number. */
static void write_highs(
    struct bits_out *b, const uint32_t *p, size_t n, unsigned low, uint32_t last)
{
	uint32_t at = 0;

	for (size_t i = 0; i < n; i++) {
		bits_unary(b, (p[i] >> low) - at);
		at = p[i] >> low;
	}
	bits_zeros(b, last - at);
}

static void write_list(struct bits_out *b, const uint32_t *ordinals, uint32_t n, uint32_t nstories)
{
	unsigned low = segment_list_low(n, nstories);

	if (n == 1) {
		bits_put(b, ordinals[0], bits_of(nstories - 1));
		return;
	}
	write_lows(b, ordinals, n, low);
	write_highs(b, ordinals, n, low, (nstories - 1) >> low);
}

static void write_bucket(const struct segment_writer *w, struct bits_out *b)
{
	const uint32_t *counts = numbers(&w->counts), *ordinals = numbers(&w->ordinals);
	const unsigned low = segment_low_bits(w->nbuckets);
	const size_t n = w->keys.n / sizeof(*counts);

	write_highs(b, numbers(&w->keys), n, low, segment_highs(w->nbuckets));
	write_lows(b, numbers(&w->keys), n, low);
	for (size_t i = 0; i < n; i++)
		segment_count_write(b, counts[i]);
	for (size_t i = 0; i < n; ordinals += counts[i++])
		write_list(b, ordinals, counts[i], w->expected);
	bits_end(b);
}

/* Notes the key that was being gathered. */
static void end_key(struct segment_writer *w)
{
	if (w->count == 0)
		return;
	add_number(&w->keys, w->rel);
	add_number(&w->counts, w->count);
	w->count = 0;
	w->nkeys++;
}

/* Writes out the bucket that was. */
static void end_bucket(struct segment_writer *w)
{
	struct bits_out b = {.out = &w->out};

	end_key(w);
	if (w->err == CT_OK)
		w->err = w->keys.err != CT_OK     ? w->keys.err
			 : w->counts.err != CT_OK ? w->counts.err
						  : w->ordinals.err;
	if (w->err == CT_OK && w->keys.n > 0) {
		open_buckets(w, w->bucket);
		write_bucket(w, &b);
	}
	buf_clear(&w->keys);
	buf_clear(&w->counts);
	buf_clear(&w->ordinals);
}

void segment_writer_key(struct segment_writer *w, uint32_t key)
{
	uint32_t bucket = segment_bucket_of(key, w->nbuckets);

	make_room(w);
	if (bucket != w->bucket)
		end_bucket(w);
	else
		end_key(w);
	w->bucket = bucket;
	w->rel = key - (uint32_t)segment_bucket_low(bucket, w->nbuckets);
	w->filters[bucket] |= segment_filter_bits(key);
}

void segment_writer_posting(struct segment_writer *w, uint32_t ordinal)
{
	if (ordinal >= w->expected)
		w->err = CT_ELIMIT;
	add_number(&w->ordinals, ordinal);
	w->count++;
}

static void end_body(struct segment_writer *w)
{
	make_room(w);
	if (w->body_done)
		return;
	end_bucket(w);
	open_buckets(w, w->nbuckets - 1);
	w->body_done = true;
}

/* --- the tables -------------------------------------------------------------------- */

enum ct_err segment_writer_story(struct segment_writer *w, uint32_t story, int64_t seconds)
{
	end_body(w);
	if (w->nstories == 0) {
		w->first = story;
		w->from = w->until = seconds;
	}
	if (seconds < w->until)
		seconds = w->until;
	uint64_t late = (uint64_t)seconds - (uint64_t)w->from;
	if (late > UINT32_MAX) {
		late = UINT32_MAX;
		seconds = w->from + UINT32_MAX;
	}
	buf_add_u32(&w->out, story - w->first);
	buf_add_u32(&w->times, (uint32_t)late);
	w->last = story;
	w->until = seconds;
	w->nstories++;
	return w->times.err != CT_OK ? w->times.err : w->out.err;
}

static void hash_new(struct segment_writer *w)
{
	if (w->out.err == CT_OK && w->out.n > 0)
		(void)XXH3_64bits_update(w->hash, w->out.p, w->out.n);
}

static void write_trailer(struct segment_writer *w)
{
	struct buf t = BUF_INIT(SEGMENT_TRAILER);

	hash_new(w);
	buf_add(&t, SEGMENT_MAGIC, SEGMENT_MAGIC_SIZE);
	buf_add_u32(&t, SEGMENT_VERSION);
	buf_add_u32(&t, w->nstories);
	buf_add_u32(&t, w->nkeys);
	buf_add_u32(&t, w->nbuckets);
	buf_add_u32(&t, w->first);
	buf_add_u32(&t, w->last);
	buf_add_u64(&t, (uint64_t)w->from);
	buf_add_u64(&t, (uint64_t)w->until);
	buf_add_u64(&t, w->body_n);
	buf_add_u64(&t, XXH3_64bits_digest(w->hash));
	buf_add_u64(&t, t.p != NULL ? XXH3_64bits(t.p, t.n) : 0);
	(void)XXH3_64bits_reset(w->hash);
	buf_addv(&w->out, buf_view(&t));
	if (t.err != CT_OK)
		w->err = t.err;
	buf_free(&t);
}

enum ct_err segment_writer_end(struct segment_writer *w, size_t want, bool *done)
{
	end_body(w);
	size_t n = w->times.n - w->times_done < want ? w->times.n - w->times_done : want;
	buf_addv(&w->out, view_sub(buf_view(&w->times), w->times_done, n));
	w->times_done += n;
	while (w->times_done == w->times.n && w->buckets_done < w->nbuckets && w->out.n < want) {
		buf_add_u32(&w->out, w->starts[w->buckets_done]);
		buf_add_u64(&w->out, w->filters[w->buckets_done++]);
	}
	*done = w->times_done == w->times.n && w->buckets_done == w->nbuckets;
	if (w->err == CT_OK && w->nstories != w->expected)
		w->err = CT_EINVAL;
	if (w->err == CT_OK)
		w->err = w->out.err;
	if (w->err == CT_OK && *done) {
		write_trailer(w);
		if (w->err == CT_OK)
			w->err = w->out.err;
	}
	return w->err;
}

size_t segment_writer_pending(const struct segment_writer *w)
{
	return w->handed ? 0 : w->out.n;
}

enum ct_err segment_writer_take(struct segment_writer *w, struct view *out)
{
	make_room(w);
	if (w->err == CT_OK)
		w->err = w->out.err;
	if (w->err != CT_OK)
		return w->err;
	/* While the body grows, what is handed out has to be counted first. */
	if (!w->body_done)
		w->body_n += w->out.n - w->body_mark;
	hash_new(w);
	*out = buf_view(&w->out);
	w->handed = true;
	return CT_OK;
}

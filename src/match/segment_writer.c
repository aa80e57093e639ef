/*
 * segment.c tells the layout.  In memory are the tables only: 4 bytes a story
 * (its time; the number goes out at once), 12 for 16 keys.
 */
#include "segment_writer.h"

#include <stdlib.h>
#include <xxhash.h>

#include "segment_layout.h"

struct segment_writer {
	struct buf out;
	struct buf postings; /* of the key being written: all but the first ordinal */
	struct buf times;    /* written after the stories */
	XXH3_state_t *hash;
	uint32_t *starts; /* of each bucket */
	uint64_t *filters;
	uint32_t nbuckets, opened; /* opened: how many buckets have a start */
	uint64_t body_n;           /* body bytes, whether taken or not */
	size_t body_mark;          /* of out, how much is counted in body_n */
	uint32_t nkeys, key, count, ordinal, first_ordinal;
	uint64_t base; /* what the next key's gap counts from */
	uint32_t nstories, first, last;
	int64_t from, until;
	size_t times_done; /* bytes of the tables that are written: */
	uint32_t buckets_done;
	bool body_done;
	bool handed; /* out was taken: empty it before the next byte */
	enum ct_err err;
};

struct segment_writer *segment_writer_new(size_t nkeys)
{
	struct segment_writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	if (nkeys > UINT32_MAX)
		nkeys = UINT32_MAX;
	w->out = w->times = w->postings = BUF_INIT(SIZE_MAX / 2);
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
	buf_free(&w->postings);
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

static size_t varint_put(unsigned char *p, uint32_t v)
{
	size_t n = 0;

	while (v > 127) {
		p[n++] = (unsigned char)(v | 128);
		v >>= 7;
	}
	p[n++] = (unsigned char)v;
	return n;
}

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

/* Writes out the key that was being gathered. */
static void end_key(struct segment_writer *w)
{
	unsigned char head[20], first[5];
	size_t n;

	if (w->count == 0)
		return;
	uint32_t b = segment_bucket_of(w->key, w->nbuckets);
	if (b >= w->opened) {
		open_buckets(w, b);
		w->base = segment_bucket_low(b, w->nbuckets);
	}
	w->filters[b] |= segment_filter_bits(w->key);
	n = varint_put(head, (uint32_t)(w->key - w->base));
	w->base = w->key;
	if (w->count == 1) {
		n += varint_put(head + n, w->first_ordinal << 1);
	} else {
		size_t m = varint_put(first, w->first_ordinal);

		n += varint_put(head + n, w->count << 1 | 1);
		n += varint_put(head + n, (uint32_t)(m + w->postings.n));
		memcpy(head + n, first, m);
		n += m;
	}
	buf_add(&w->out, head, n);
	if (w->count > 1)
		buf_addv(&w->out, buf_view(&w->postings));
	buf_clear(&w->postings);
	w->count = 0;
	w->nkeys++;
}

void segment_writer_key(struct segment_writer *w, uint32_t key)
{
	make_room(w);
	end_key(w);
	w->key = key;
}

void segment_writer_posting(struct segment_writer *w, uint32_t ordinal)
{
	unsigned char gap[5];

	if (ordinal > UINT32_MAX >> 1)
		w->err = CT_ELIMIT;
	if (w->count == 0)
		w->first_ordinal = ordinal;
	else
		buf_add(&w->postings, gap, varint_put(gap, ordinal - w->ordinal - 1));
	if (w->postings.err != CT_OK)
		w->err = w->postings.err;
	w->ordinal = ordinal;
	w->count++;
}

static void end_body(struct segment_writer *w)
{
	make_room(w);
	if (w->body_done)
		return;
	end_key(w);
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

/*
 * One segment of the inverted index, in bytes (all integers little-endian):
 *
 *	body     the buckets, one after the other
 *	stories  nstories x u32   story number, less the first one; rising
 *	times    nstories x u32   seconds, less `from`; never falling
 *	buckets  nbuckets x u32   where each bucket starts in the body
 *	trailer  72 bytes:
 *	   0  "ctseg\r\n\1"           8  u32 version    12 u32 nstories
 *	  16  u32 nkeys              20  u32 nbuckets   24 u32 first  28 u32 last
 *	  32  i64 from               40  i64 until      48 u64 bytes of body
 *	  56  u64 XXH3 of all before the trailer
 *	  64  u64 XXH3 of the trailer's first 64 bytes
 *
 * The trailer stands last because a merge streams: it knows its counts only
 * when it is done, and never holds more than the tables in memory.
 *
 * Keys are hashes, thus uniform: bucket b of nbuckets holds the keys k with
 * k * nbuckets / 2^32 = b, about KEYS_PER_BUCKET of them in rising order.  A
 * lookup is a multiplication, one read of the bucket table and a short scan,
 * whatever the size; no key is stored whole.  An entry of a bucket, in LEB128:
 *
 *	gap      key less the one before it (or less the least key of the bucket)
 *	head     one story:  ordinal << 1
 *	         several:    count << 1 | 1, then the bytes of what follows, the
 *	                     first ordinal, and for each further one its distance
 *	                     to the one before, less 1
 *
 * For example, with one bucket, key 5 in story 0 and key 300 in stories 1 and 3
 * give  05 00 | a7 02 05 02 01 01: gap 5, ordinal 0; gap 295, two stories in two
 * bytes, 1, and 1 + (1 + 1) = 3.
 *
 * Most keys are in one story, so a posting costs 4 to 6 bytes, key included.
 */
#include "segment.h"

#include <stdlib.h>
#include <xxhash.h>

#define TRAILER 72
#define VERSION 1
#define KEYS_PER_BUCKET 16
#define BUCKET_SCAN_MAX 2048 /* entries; hostile bytes could make one bucket of all */

static const char magic[8] = {'c', 't', 's', 'e', 'g', '\r', '\n', 1};

static inline uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* A varint of at most 32 bits; the byte after it, or NULL where there is none. */
static inline const unsigned char *varint(
    const unsigned char *p, const unsigned char *end, uint32_t *out)
{
	if (p < end && *p < 128) {
		*out = *p;
		return p + 1;
	}
	uint64_t v = 0;
	for (unsigned shift = 0; shift < 35 && p < end; shift += 7) {
		unsigned char byte = *p++;

		v |= (uint64_t)(byte & 127) << shift;
		if (byte < 128) {
			*out = (uint32_t)v;
			return v <= UINT32_MAX ? p : NULL;
		}
	}
	return NULL;
}

static inline uint32_t bucket_of(uint32_t key, uint32_t nbuckets)
{
	return (uint32_t)(((uint64_t)key * nbuckets) >> 32);
}

/* The least key of a bucket. */
static inline uint32_t bucket_low(uint32_t bucket, uint32_t nbuckets)
{
	return (uint32_t)((((uint64_t)bucket << 32) + nbuckets - 1) / nbuckets);
}

/* --- reading --------------------------------------------------------------- */

enum ct_err segment_open(struct view bytes, struct segment *out)
{
	struct segment s = {.bytes = bytes};

	if (bytes.n < TRAILER)
		return CT_EINVAL;
	struct view trailer = view_sub(bytes, bytes.n - TRAILER, TRAILER);
	if (memcmp(trailer.p, magic, sizeof(magic)) != 0)
		return CT_EINVAL;
	struct cursor c = cursor_of(view_sub(trailer, sizeof(magic), TRAILER));
	uint32_t version = cursor_u32(&c);
	s.nstories = cursor_u32(&c);
	s.nkeys = cursor_u32(&c);
	s.nbuckets = cursor_u32(&c);
	s.first = cursor_u32(&c);
	s.last = cursor_u32(&c);
	s.from = (int64_t)cursor_u64(&c);
	s.until = (int64_t)cursor_u64(&c);
	uint64_t body_n = cursor_u64(&c);
	s.hash = cursor_u64(&c);
	if (cursor_u64(&c) != XXH3_64bits(trailer.p, TRAILER - 8))
		return CT_EINVAL;
	if (version != VERSION)
		return CT_EVERSION;
	uint64_t tables = (uint64_t)s.nstories * 8 + (uint64_t)s.nbuckets * 4 + TRAILER;
	if (s.nbuckets == 0 || body_n > UINT32_MAX || body_n + tables != bytes.n ||
	    s.last < s.first || s.until < s.from)
		return CT_EINVAL;
	s.body = (const unsigned char *)bytes.p;
	s.body_n = (size_t)body_n;
	s.stories = s.body + body_n;
	s.times = s.stories + (size_t)s.nstories * 4;
	s.buckets = s.times + (size_t)s.nstories * 4;
	*out = s;
	return CT_OK;
}

bool segment_intact(const struct segment *s)
{
	return XXH3_64bits(s->bytes.p, s->bytes.n - TRAILER) == s->hash;
}

uint32_t segment_story(const struct segment *s, uint32_t ordinal)
{
	return ordinal < s->nstories ? s->first + get32(s->stories + (size_t)ordinal * 4) : 0;
}

int64_t segment_time(const struct segment *s, uint32_t ordinal)
{
	if (ordinal >= s->nstories)
		return s->until;
	uint32_t late = get32(s->times + (size_t)ordinal * 4);
	return s->from > INT64_MAX - (int64_t)late ? s->until : s->from + (int64_t)late;
}

uint32_t segment_since(const struct segment *s, int64_t since)
{
	uint32_t lo = 0, hi = s->nstories;

	if (since <= s->from)
		return 0;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (segment_time(s, mid) < since)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t segment_at(const struct segment *s, uint32_t story)
{
	uint32_t lo = 0, hi = s->nstories;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (segment_story(s, mid) < story)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Where bucket b lies in the body; an empty run where the table is damaged. */
static inline void bucket_span(
    const struct segment *s, uint32_t b, const unsigned char **p, const unsigned char **end)
{
	size_t lo = get32(s->buckets + (size_t)b * 4);
	size_t hi = b + 1 < s->nbuckets ? get32(s->buckets + (size_t)b * 4 + 4) : s->body_n;

	if (hi > s->body_n || lo > hi)
		lo = hi = 0;
	*p = s->body + lo;
	*end = s->body + hi;
}

void segment_prefetch_bucket(const struct segment *s, uint32_t key)
{
	__builtin_prefetch(s->buckets + (size_t)bucket_of(key, s->nbuckets) * 4);
}

void segment_prefetch_body(const struct segment *s, uint32_t key)
{
	const unsigned char *p, *end;

	bucket_span(s, bucket_of(key, s->nbuckets), &p, &end);
	if (p < end) {
		__builtin_prefetch(p);
		__builtin_prefetch(p + 64 < end ? p + 64 : p);
	}
}

/* Reads the postings' head at p; the byte after the entry, or NULL. */
static inline const unsigned char *read_list(
    const unsigned char *p, const unsigned char *end, struct segment_list *out)
{
	uint32_t head, n;

	p = varint(p, end, &head);
	if (p == NULL)
		return NULL;
	if ((head & 1) == 0) {
		*out = (struct segment_list){.count = 1, .left = 1, .next = head >> 1};
		return p;
	}
	p = varint(p, end, &n);
	if (p == NULL || n > (size_t)(end - p) || head >> 1 > n || head >> 1 == 0)
		return NULL;
	*out = (struct segment_list){p, p + n, head >> 1, head >> 1, 0};
	return p + n;
}

bool segment_find(const struct segment *s, uint32_t key, struct segment_list *out)
{
	const unsigned char *p, *end;
	uint32_t b = bucket_of(key, s->nbuckets);
	uint64_t at = bucket_low(b, s->nbuckets);

	bucket_span(s, b, &p, &end);
	for (unsigned i = 0; i < BUCKET_SCAN_MAX && p < end; i++) {
		uint32_t gap;
		struct segment_list l;

		p = varint(p, end, &gap);
		if (p == NULL)
			return false;
		at += gap;
		if (at > key)
			return false;
		p = read_list(p, end, &l);
		if (p == NULL)
			return false;
		if (at == key) {
			*out = l;
			return true;
		}
	}
	return false;
}

bool segment_next(struct segment_list *l, uint32_t *ordinal)
{
	uint32_t gap;

	if (l->left == 0)
		return false;
	if (l->p != NULL) {
		l->p = varint(l->p, l->end, &gap);
		if (l->p == NULL || gap > UINT32_MAX - l->next) {
			l->left = 0;
			return false;
		}
		l->next += gap;
	}
	l->left--;
	*ordinal = l->next;
	if (l->left > 0) {
		if (l->next == UINT32_MAX)
			l->left = 0;
		else
			l->next++;
	}
	return true;
}

void segment_iter_start(struct segment_iter *it, const struct segment *s)
{
	*it = (struct segment_iter){.s = s, .p = s->body, .end = s->body};
}

bool segment_iter_next(struct segment_iter *it)
{
	const struct segment *s = it->s;
	uint32_t gap, before = it->key;
	uint64_t at;

	if (it->bad)
		return false;
	bool entered = false;
	while (it->p == it->end) {
		if (it->bucket == s->nbuckets)
			return false;
		bucket_span(s, it->bucket++, &it->p, &it->end);
		entered = true;
	}
	at = entered ? bucket_low(it->bucket - 1, s->nbuckets) : before;
	it->p = varint(it->p, it->end, &gap);
	if (it->p == NULL)
		goto bad;
	at += gap;
	if (at > UINT32_MAX || (it->started && at <= before))
		goto bad;
	it->p = read_list(it->p, it->end, &it->list);
	if (it->p == NULL)
		goto bad;
	it->key = (uint32_t)at;
	it->started = true;
	return true;
bad:
	it->bad = true;
	return false;
}

/* --- writing ---------------------------------------------------------------- */

struct segment_writer {
	struct buf out;
	struct buf postings; /* of the key being written: all but the first ordinal */
	struct buf times;    /* written after the stories */
	XXH3_state_t *hash;
	uint32_t *starts;          /* of each bucket */
	uint32_t nbuckets, opened; /* opened: how many buckets have a start */
	uint64_t body_n;           /* body bytes, whether taken or not */
	size_t body_mark;          /* of out, how much is counted in body_n */
	uint32_t nkeys, key, count, ordinal, first_ordinal;
	uint64_t base; /* what the next key's gap counts from */
	uint32_t nstories, first, last;
	int64_t from, until;
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
	w->nbuckets = (uint32_t)(nkeys / KEYS_PER_BUCKET + 1);
	w->starts = calloc(w->nbuckets, sizeof(*w->starts));
	w->hash = XXH3_createState();
	if (w->starts == NULL || w->hash == NULL || XXH3_64bits_reset(w->hash) != XXH_OK) {
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
	uint32_t b = bucket_of(w->key, w->nbuckets);
	if (b >= w->opened) {
		open_buckets(w, b);
		w->base = bucket_low(b, w->nbuckets);
	}
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

enum ct_err segment_writer_story(struct segment_writer *w, uint32_t story, int64_t seconds)
{
	if (w->nstories == 0) {
		segment_writer_key(w, 0);
		open_buckets(w, w->nbuckets - 1);
		w->first = story;
		w->from = w->until = seconds;
	}
	make_room(w);
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

enum ct_err segment_writer_end(struct segment_writer *w)
{
	struct buf t = BUF_INIT(TRAILER);

	if (w->nstories == 0) {
		segment_writer_key(w, 0);
		open_buckets(w, w->nbuckets - 1);
	}
	make_room(w);
	buf_addv(&w->out, buf_view(&w->times));
	for (uint32_t b = 0; b < w->nbuckets; b++)
		buf_add_u32(&w->out, w->starts[b]);
	if (w->err == CT_OK)
		w->err = w->out.err;
	if (w->err != CT_OK)
		return w->err;
	hash_new(w);
	buf_add(&t, magic, sizeof(magic));
	buf_add_u32(&t, VERSION);
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
	w->err = t.err != CT_OK ? t.err : w->out.err;
	buf_free(&t);
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
	if (w->nstories == 0)
		w->body_n += w->out.n - w->body_mark;
	hash_new(w);
	*out = buf_view(&w->out);
	w->handed = true;
	return CT_OK;
}

/*
 * One segment of the inverted index, in bytes (all integers little-endian):
 *
 *	body     the buckets, one after the other
 *	stories  nstories x u32   story number, less the first one; rising
 *	times    nstories x u32   seconds, less `from`; never falling
 *	buckets  nbuckets x 12    u32 where the bucket starts in the body, u64 filter
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
 * k * nbuckets / 2^32 = b, about 16 of them in rising order.  A lookup is a
 * multiplication, one read of the bucket table and a short scan, whatever the
 * size; no key is stored whole.  An entry of a bucket, in LEB128:
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
 *
 * Two thirds of the keys that are asked for are in no story of the segment.  The
 * filter of a bucket (Bloom, 1970) has two of its 64 bits set for each key, so
 * that five of six such questions end at the table, without the body.  The tables
 * (an eighth of the bytes) are always touched in place; the body may be read
 * piece by piece instead (index.h, struct index_reader).
 */
#include "segment.h"

#include <xxhash.h>

#include "segment_layout.h"

#define BUCKET_SCAN_MAX 2048 /* entries; hostile bytes could make one bucket of all */
#define PIECE 512            /* bytes of a bucket read at once */
#define HEAD_MAX 15          /* of an entry: three integers */

static inline uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

enum ct_err segment_open(struct view bytes, struct segment *out)
{
	struct segment s = {.bytes = bytes};

	if (bytes.n < SEGMENT_TRAILER)
		return CT_EINVAL;
	struct view trailer = view_sub(bytes, bytes.n - SEGMENT_TRAILER, SEGMENT_TRAILER);
	if (memcmp(trailer.p, SEGMENT_MAGIC, SEGMENT_MAGIC_SIZE) != 0)
		return CT_EINVAL;
	struct cursor c = cursor_of(view_sub(trailer, SEGMENT_MAGIC_SIZE, SEGMENT_TRAILER));
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
	if (cursor_u64(&c) != XXH3_64bits(trailer.p, SEGMENT_TRAILER - 8))
		return CT_EINVAL;
	if (version != SEGMENT_VERSION)
		return CT_EVERSION;
	uint64_t tables = (uint64_t)s.nstories * 8 + (uint64_t)s.nbuckets * SEGMENT_BUCKET;
	if (s.nbuckets == 0 || body_n > UINT32_MAX ||
	    body_n + tables + SEGMENT_TRAILER != bytes.n || s.last < s.first || s.until < s.from)
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
	return XXH3_64bits(s->bytes.p, s->bytes.n - SEGMENT_TRAILER) == s->hash;
}

/* --- stories ---------------------------------------------------------------- */

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

/* --- keys --------------------------------------------------------------------- */

static inline const unsigned char *bucket_entry(const struct segment *s, uint32_t key)
{
	return s->buckets + (size_t)segment_bucket_of(key, s->nbuckets) * SEGMENT_BUCKET;
}

/* Where bucket b lies in the body; an empty run where the table is damaged. */
static inline void bucket_span(const struct segment *s, uint32_t b, size_t *lo, size_t *hi)
{
	const unsigned char *entry = s->buckets + (size_t)b * SEGMENT_BUCKET;

	*lo = get32(entry);
	*hi = b + 1 < s->nbuckets ? get32(entry + SEGMENT_BUCKET) : s->body_n;
	if (*hi > s->body_n || *lo > *hi)
		*lo = *hi = 0;
}

void segment_prefetch_bucket(const struct segment *s, uint32_t key)
{
	const unsigned char *entry = bucket_entry(s, key);

	__builtin_prefetch(entry);
	__builtin_prefetch(entry + SEGMENT_BUCKET + 3);
}

bool segment_may_have(const struct segment *s, uint32_t key)
{
	const unsigned char *filter = bucket_entry(s, key) + 4;
	uint64_t bits = segment_filter_bits(key);

	return (((uint64_t)get32(filter) | (uint64_t)get32(filter + 4) << 32) & bits) == bits;
}

void segment_prefetch_body(const struct segment *s, uint32_t key)
{
	size_t lo, hi;

	if (s->reader.read != NULL)
		return;
	bucket_span(s, segment_bucket_of(key, s->nbuckets), &lo, &hi);
	if (lo < hi) {
		__builtin_prefetch(s->body + lo);
		__builtin_prefetch(s->body + (lo + 64 < hi ? lo + 64 : lo));
	}
}

/* A piece of the body: in place, or read into `to`; NULL where it cannot be read. */
static inline const unsigned char *piece(
    const struct segment *s, uint64_t at, size_t n, unsigned char *to)
{
	if (s->reader.read == NULL)
		return s->body + at;
	return s->reader.read(s->reader.ctx, at, to, n) ? to : NULL;
}

/* Reads the postings' head at p, of an entry with `left` bytes behind p in its
 * bucket; the byte after the head, or NULL. */
static inline const unsigned char *read_head(
    const unsigned char *p, const unsigned char *end, size_t left, struct segment_list *out)
{
	const unsigned char *start = p;
	uint32_t head;

	out->count = out->left = 1;
	out->n = out->next = 0;
	out->p = NULL;
	p = segment_varint(p, end, &head);
	if (p == NULL)
		return NULL;
	if ((head & 1) == 0) {
		out->next = head >> 1;
		return p;
	}
	p = segment_varint(p, end, &out->n);
	if (p == NULL || out->n == 0 || out->n > left - (size_t)(p - start) || head >> 1 > out->n ||
	    head >> 1 == 0)
		return NULL;
	out->count = out->left = head >> 1;
	return p;
}

/* The list's bytes, where they are at p, short of `end`. */
static void take(const struct segment *s, const unsigned char *p, const unsigned char *end,
    struct segment_room *room, struct segment_list *l)
{
	if (l->n == 0 || l->n > (size_t)(end - p))
		return;
	if (s->reader.read == NULL) {
		l->p = p;
	} else if (l->n <= room->left) {
		memcpy(room->p, p, l->n);
		l->p = room->p;
		room->p += l->n;
		room->left -= l->n;
	}
	l->end = l->p + l->n;
}

bool segment_find(
    const struct segment *s, uint32_t key, struct segment_room *room, struct segment_list *out)
{
	unsigned char read[PIECE];
	const unsigned char *p = NULL, *end = NULL;
	size_t lo, hi;
	uint32_t b = segment_bucket_of(key, s->nbuckets), gap;
	uint64_t at = segment_bucket_low(b, s->nbuckets);

	bucket_span(s, b, &lo, &hi);
	/* lo: where p is in the body. */
	for (unsigned i = 0; i < BUCKET_SCAN_MAX && lo < hi; i++) {
		struct segment_list l;

		if (p == NULL || (end - p < HEAD_MAX && (size_t)(end - p) < hi - lo)) {
			size_t n = s->reader.read != NULL && hi - lo > PIECE ? PIECE : hi - lo;

			p = piece(s, lo, n, read);
			if (p == NULL)
				return false;
			end = p + n;
		}
		const unsigned char *start = p;
		p = segment_varint(p, end, &gap);
		if (p == NULL || (at += gap) > key)
			return false;
		p = read_head(p, end, hi - lo - (size_t)(p - start), &l);
		if (p == NULL)
			return false;
		lo += (size_t)(p - start);
		if (at == key) {
			l.at = lo;
			take(s, p, end, room, &l);
			*out = l;
			return true;
		}
		lo += l.n;
		p = (size_t)(end - p) > l.n ? p + l.n : NULL;
	}
	return false;
}

bool segment_list_start(const struct segment *s, struct segment_list *l, struct buf *scratch)
{
	if (l->n == 0 || l->p != NULL)
		return true;
	buf_clear(scratch);
	unsigned char *to = (unsigned char *)buf_room(scratch, l->n);
	if (to == NULL || !s->reader.read(s->reader.ctx, l->at, to, l->n))
		return false;
	l->p = to;
	l->end = to + l->n;
	return true;
}

/* --- all of them ---------------------------------------------------------------- */

void segment_iter_start(struct segment_iter *it, const struct segment *s)
{
	*it = (struct segment_iter){.s = s, .p = s->body, .end = s->body};
}

bool segment_iter_next(struct segment_iter *it)
{
	const struct segment *s = it->s;
	uint32_t gap, before = it->key;
	uint64_t at;
	bool entered = false;

	if (it->bad)
		return false;
	while (it->p == it->end) {
		size_t lo, hi;

		if (it->bucket == s->nbuckets)
			return false;
		bucket_span(s, it->bucket++, &lo, &hi);
		it->p = s->body + lo;
		it->end = s->body + hi;
		entered = true;
	}
	at = entered ? segment_bucket_low(it->bucket - 1, s->nbuckets) : before;
	it->p = segment_varint(it->p, it->end, &gap);
	if (it->p == NULL)
		goto bad;
	at += gap;
	if (at > UINT32_MAX || (it->started && at <= before))
		goto bad;
	it->p = read_head(it->p, it->end, (size_t)(it->end - it->p), &it->list);
	if (it->p == NULL)
		goto bad;
	it->list.p = it->p;
	it->list.end = it->p + it->list.n;
	it->p = it->list.end;
	it->key = (uint32_t)at;
	it->started = true;
	return true;
bad:
	it->bad = true;
	return false;
}

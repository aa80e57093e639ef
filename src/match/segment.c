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
 * multiplication, one read of the bucket table and a look at 70 bytes, whatever the
 * size; no key is stored whole.  A bucket without keys has no bytes.  One of n keys
 * is a run of bits, the least of each byte first, filled up with zeros (bits.h):
 *
 *	highs    a key less the least one of the bucket has `low` low bits and above
 *	         them one of 16 to 32 values (segment_layout.h); for each value a one
 *	         for each key that has it, then a zero: so n is known, too
 *	lows     n x low bits
 *	counts   of each key, how many stories have it: as many zeros as the number has
 *	         bits behind its first, a one, those bits (Elias 1975, gamma)
 *	lists    of each key the ordinals.  Of a single one as many bits as the highest
 *	         ordinal needs.  Of c > 1 the same again (Elias 1974, Fano 1971): low
 *	         parts of log2(nstories / c) bits, then for each ordinal a zero for
 *	         each value that its high part is above that of the one before, and a
 *	         one; as many zeros behind as would lead to the highest ordinal.  So
 *	         the count tells how long a list is: those before it are passed over.
 *
 * For example, with four stories and one bucket (low 28, 16 high values) key 5 in
 * story 0 and key 300 in stories 1 and 3 are
 *
 *	highs    11 0 000000000000000    both have 0, none has 1 to 15
 *	lows     5, 300, of 28 bits
 *	counts   1, 010                  1; 2 = one bit behind the first, 0
 *	lists    00                      ordinal 0, of two bits
 *	         1 1, 1 01               low parts of one bit; high parts 0, and 1 more
 *
 * Most keys are in one story, or in two.  Per posting, key and tables included, that is
 * 3.1 bytes; version 2, with runs of LEB128 integers, took 3.8.
 *
 * Two thirds of the keys that are asked for are in no story of the segment.  The
 * filter of a bucket (Bloom, 1970) has two of its 64 bits set for each key, so
 * that five of six such questions end at the table, without the body.  The tables
 * (an eighth of the bytes) are always touched in place; the body may be read
 * piece by piece instead (index.h, struct index_reader).
 */
#include "segment.h"

#include <xxhash.h>

#include "segment_bucket.h"
#include "segment_layout.h"

#define PIECE 512 /* bytes of a bucket read at once */
#define WIDE 8192 /* and of one where they are not enough: a thousand keys */

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
	s.low = segment_low_bits(s.nbuckets);
	s.highs = segment_highs(s.nbuckets);
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

void segment_span_of(const struct segment *s, uint32_t b, size_t *lo, size_t *hi)
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
	segment_span_of(s, segment_bucket_of(key, s->nbuckets), &lo, &hi);
	if (lo < hi) {
		__builtin_prefetch(s->body + lo);
		__builtin_prefetch(s->body + (lo + 64 < hi ? lo + 64 : lo));
	}
}

/* A piece of the body, BITS_SLACK bytes behind it: in place, where the tables follow,
 * or read into `to`; NULL where it cannot be read. */
static inline const unsigned char *piece(
    const struct segment *s, uint64_t at, size_t n, unsigned char *to)
{
	if (s->reader.read == NULL)
		return s->body + at;
	memset(to + n, 0, BITS_SLACK);
	return s->reader.read(s->reader.ctx, at, to, n) ? to : NULL;
}

void segment_list_at(uint32_t count, uint32_t nstories, const unsigned char *p, uint64_t at,
    struct segment_list *out)
{
	uint64_t bits = segment_list_bits(count, nstories);

	*out = (struct segment_list){.count = count, .left = count};
	if (count == 1) {
		out->next = p != NULL ? (uint32_t)(bits_at(p, at) & bits_mask((unsigned)bits)) : 0;
		return;
	}
	out->low = segment_list_low(count, nstories);
	out->low_at = at & 7;
	out->high_at = out->low_at + (uint64_t)count * out->low;
	out->end = out->low_at + bits;
	out->n = (uint32_t)((out->end + 7) / 8);
	out->p = p != NULL ? p + (at >> 3) : NULL;
}

/* The list that begins at a bit of the bucket at lo to hi, of which n bytes are at p. */
static bool find_list(const struct segment *s, size_t lo, size_t hi, const unsigned char *p,
    size_t n, uint64_t at, uint32_t count, struct segment_room *room, struct segment_list *out)
{
	unsigned char few[2 * BITS_SLACK];
	uint64_t end = at + segment_list_bits(count, s->nstories);
	bool here = end <= (uint64_t)n * 8;

	if ((end + 7) / 8 > hi - lo)
		return false;
	if (count == 1 && !here) {
		p = piece(s, lo + (at >> 3), (size_t)((end + 7) / 8 - (at >> 3)), few);
		if (p == NULL)
			return false;
		at &= 7;
		here = true;
	}
	segment_list_at(count, s->nstories, here ? p : NULL, at, out);
	out->at = lo + (at >> 3);
	if (s->reader.read == NULL) {
		out->p = s->body + out->at;
	} else if (out->p != NULL && out->n + BITS_SLACK <= room->left) {
		memcpy(room->p, out->p, out->n);
		out->p = room->p;
		room->p += out->n;
		room->left -= out->n;
	} else {
		out->p = NULL;
	}
	return true;
}

bool segment_find(
    const struct segment *s, uint32_t key, struct segment_room *room, struct segment_list *out)
{
	unsigned char read[WIDE + BITS_SLACK];
	const unsigned char *p;
	enum segment_look found;
	uint32_t b = segment_bucket_of(key, s->nbuckets), count;
	uint32_t rel = key - (uint32_t)segment_bucket_low(b, s->nbuckets);
	uint64_t at;
	size_t lo, hi;

	segment_span_of(s, b, &lo, &hi);
	size_t most = hi - lo < WIDE ? hi - lo : WIDE;
	size_t n = s->reader.read != NULL && most > PIECE ? PIECE : most;
	for (;;) {
		p = n > 0 ? piece(s, lo, n, read) : NULL;
		if (p == NULL)
			return false;
		found = segment_bucket_look(p, n, s->low, s->highs, s->nstories, rel, &count, &at);
		if (found != SEGMENT_MORE || n == most)
			break;
		n = most;
	}
	return found == SEGMENT_FOUND && find_list(s, lo, hi, p, n, at, count, room, out);
}

bool segment_list_start(const struct segment *s, struct segment_list *l, struct buf *scratch)
{
	if (l->n == 0 || l->p != NULL)
		return true;
	buf_clear(scratch);
	unsigned char *to = (unsigned char *)buf_room(scratch, l->n + BITS_SLACK);
	l->p = to != NULL ? piece(s, l->at, l->n, to) : NULL;
	return l->p != NULL;
}

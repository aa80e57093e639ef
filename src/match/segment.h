/*
 * A segment: the inverted index of a run of stories as flat bytes, written
 * once (segment_writer.h), read in place.  The layout is told at the head of
 * segment.c.  Stories are numbered inside a segment by their place in it, the
 * ordinal.
 *
 * The bytes may be hostile or damaged: every read is bounded, and the worst
 * that wrong bytes do is to give wrong stories.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include "bits.h"
#include "index.h"

struct segment {
	struct view bytes;
	uint32_t nstories, nkeys, nbuckets;
	uint32_t first, last; /* story numbers; 0 where there are none */
	int64_t from, until;  /* seconds */
	uint64_t hash;        /* of all but the trailer */
	unsigned low, highs;  /* of a bucket's keys: segment_layout.h */
	const unsigned char *body, *stories, *times, *buckets;
	size_t body_n;
	struct index_reader reader; /* .read NULL: the body is touched in place */
};

/* The postings of one key: segment_list_start, then segment_next. */
struct segment_list {
	uint32_t count;         /* document frequency in this segment, as it says */
	uint32_t left, next;    /* next: the least ordinal that may follow; n 0: the only one */
	uint32_t n;             /* bytes */
	uint64_t at;            /* in the body */
	const unsigned char *p; /* NULL: not read yet; BITS_SLACK bytes follow */
	/* Bits from p on: where the next low and high parts are, the end. */
	uint64_t low_at, high_at, end;
	uint32_t high;
	unsigned low;
};

/* Memory for what finding reads by the way: short lists.  All of it has been written to. */
struct segment_room {
	unsigned char *p;
	size_t left;
};

/* Looks at the trailer only.  CT_EINVAL: no segment; CT_EVERSION: another layout. */
enum ct_err segment_open(struct view bytes, struct segment *out);
/* Reads all the bytes: are they what was written? */
bool segment_intact(const struct segment *s);

uint32_t segment_story(const struct segment *s, uint32_t ordinal);
int64_t segment_time(const struct segment *s, uint32_t ordinal);
/* The first ordinal that came at `since` or later; nstories where none did. */
uint32_t segment_since(const struct segment *s, int64_t since);
/* The first ordinal whose story number is `story` or more. */
uint32_t segment_at(const struct segment *s, uint32_t story);

/* Looking up is two dependent memory reads: a caller with many keys asks for
 * all the first ones, then for all the second ones (of those that may be
 * there), then finds. */
void segment_prefetch_bucket(const struct segment *s, uint32_t key);
/* Most keys that are not there are known by the table alone. */
bool segment_may_have(const struct segment *s, uint32_t key);
void segment_prefetch_body(const struct segment *s, uint32_t key);
/* The room must live as long as the list. */
bool segment_find(
    const struct segment *s, uint32_t key, struct segment_room *room, struct segment_list *out);
/* For what reads all of them: where bucket b lies in the body, an empty run where the
 * table is damaged; and a list of `count` of nstories at a bit of p (NULL: not read yet). */
void segment_span_of(const struct segment *s, uint32_t b, size_t *lo, size_t *hi);
void segment_list_at(uint32_t count, uint32_t nstories, const unsigned char *p, uint64_t at,
    struct segment_list *out);
/* Makes the postings ready; scratch must live until the last of them is read.
 * false: they cannot be read. */
bool segment_list_start(const struct segment *s, struct segment_list *l, struct buf *scratch);

/* The next ordinal, rising; false at the end. */
static inline bool segment_next(struct segment_list *l, uint32_t *ordinal)
{
	uint64_t ones, at;

	if (l->left == 0)
		return false;
	l->left--;
	*ordinal = l->next;
	if (l->n == 0)
		return true;
	while ((ones = bits_at(l->p, l->high_at) & bits_mask(BITS_SURE)) == 0) {
		l->high_at += BITS_SURE;
		l->high += BITS_SURE;
		if (l->high_at > l->end)
			goto bad;
	}
	unsigned zeros = (unsigned)__builtin_ctzll(ones);
	l->high += zeros;
	l->high_at += zeros + 1;
	at = (uint64_t)l->high << l->low | (bits_at(l->p, l->low_at) & bits_mask(l->low));
	l->low_at += l->low;
	if (l->high_at > l->end || at < l->next || at >= UINT32_MAX)
		goto bad;
	*ordinal = (uint32_t)at;
	l->next = (uint32_t)at + 1;
	return true;
bad:
	l->left = 0;
	return false;
}

#endif

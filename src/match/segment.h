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

#include "index.h"

struct segment {
	struct view bytes;
	uint32_t nstories, nkeys, nbuckets;
	uint32_t first, last; /* story numbers; 0 where there are none */
	int64_t from, until;  /* seconds */
	uint64_t hash;        /* of all but the trailer */
	const unsigned char *body, *stories, *times, *buckets;
	size_t body_n;
	struct index_reader reader; /* .read NULL: the body is touched in place */
};

/* The postings of one key: segment_list_start, then segment_next. */
struct segment_list {
	uint32_t count;               /* document frequency in this segment, as it says */
	uint32_t left, next;          /* n 0: one posting, in `next` */
	uint32_t n;                   /* bytes */
	uint64_t at;                  /* in the body */
	const unsigned char *p, *end; /* NULL: not read yet */
};

/* Memory for what finding reads by the way: short lists. */
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
/* Makes the postings ready; scratch must live until the last of them is read.
 * false: they cannot be read. */
bool segment_list_start(const struct segment *s, struct segment_list *l, struct buf *scratch);
/* A varint of at most 32 bits; the byte after it, or NULL where there is none. */
static inline const unsigned char *segment_varint(
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

/* The next ordinal, rising; false at the end. */
static inline bool segment_next(struct segment_list *l, uint32_t *ordinal)
{
	uint32_t gap;

	if (l->left == 0)
		return false;
	if (l->n > 0) {
		l->p = segment_varint(l->p, l->end, &gap);
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

/* All keys in rising order, their lists started. */
struct segment_iter {
	const struct segment *s;
	const unsigned char *p, *end;
	uint32_t bucket; /* the one after that which p is in */
	uint32_t key;
	struct segment_list list;
	bool bad; /* the bytes are damaged: stop */
	bool started;
};

void segment_iter_start(struct segment_iter *it, const struct segment *s);
bool segment_iter_next(struct segment_iter *it); /* false at the end, or where bad */

#endif

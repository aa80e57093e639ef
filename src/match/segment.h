/*
 * A segment: the inverted index of a run of stories as flat bytes, written
 * once, read in place.  The layout is told at the head of segment.c.  Stories
 * are numbered inside a segment by their place in it, the ordinal.
 *
 * The bytes may be hostile or damaged: every read is bounded, and the worst
 * that wrong bytes do is to give wrong stories.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include "buf.h"

struct segment {
	struct view bytes;
	uint32_t nstories, nkeys, nbuckets;
	uint32_t first, last; /* story numbers; 0 where there are none */
	int64_t from, until;  /* seconds */
	uint64_t hash;        /* of all but the trailer */
	const unsigned char *body, *stories, *times, *buckets;
	size_t body_n;
};

/* The postings of one key.  What is left is read with segment_next. */
struct segment_list {
	const unsigned char *p, *end; /* p NULL: one posting, in `next` */
	uint32_t count;               /* document frequency in this segment, as it says */
	uint32_t left, next;
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
 * all the first ones, then for all the second ones, then finds. */
void segment_prefetch_bucket(const struct segment *s, uint32_t key);
void segment_prefetch_body(const struct segment *s, uint32_t key);
bool segment_find(const struct segment *s, uint32_t key, struct segment_list *out);
/* The next ordinal, rising; false at the end. */
bool segment_next(struct segment_list *l, uint32_t *ordinal);

/* All keys in rising order. */
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

/*
 * Writing: keys in rising order, each followed by its ordinals in rising order;
 * then every story; then the end.  Bytes gather in `out`; between two calls the
 * owner may take them away with segment_writer_take.
 */
struct segment_writer;

/* nkeys: about how many keys will come. */
struct segment_writer *segment_writer_new(size_t nkeys);
void segment_writer_free(struct segment_writer *w);
void segment_writer_key(struct segment_writer *w, uint32_t key);
void segment_writer_posting(struct segment_writer *w, uint32_t ordinal);
/* After the last key: the story of the next ordinal.  Times that fall are raised. */
enum ct_err segment_writer_story(struct segment_writer *w, uint32_t story, int64_t seconds);
enum ct_err segment_writer_end(struct segment_writer *w);
/* Bytes written and not taken yet. */
size_t segment_writer_pending(const struct segment_writer *w);
/* Those bytes, until the next call on w. */
enum ct_err segment_writer_take(struct segment_writer *w, struct view *out);

#endif

/*
 * The inverted index: which earlier stories share rare keys with this one.
 *
 * A log-structured set: one growing memtable, and immutable segments (flat
 * bytes, mapped from files by the caller) that cover a span of time each.
 * Story numbers and times grow together, so that a segment outside the window
 * is skipped whole, and pruning drops whole segments.  Pure: the caller keeps
 * the bytes and makes them durable.
 */
#ifndef INDEX_H
#define INDEX_H

#include "buf.h"
#include "view.h"

struct index;

struct index_candidate {
	uint32_t story;  /* the caller's number */
	float weight;    /* sum over shared keys of their rarity */
	uint32_t shared; /* keys in common */
};

struct index *index_new(void);
void index_free(struct index *ix);
/* A secret number, set before anything is added: without it whoever chooses the
 * words can make keys that collide, and adding slow.  Answers do not depend on it. */
void index_seed(struct index *ix, uint64_t seed);

/* Adds a story to the memtable.  Numbers must grow (else CT_EINVAL); seconds is
 * when it came, and counts as no earlier than its predecessor's. */
enum ct_err index_add(
    struct index *ix, uint32_t story, int64_t seconds, const uint32_t *keys, size_t nkeys);
/* Stories in the memtable: at some number the caller seals. */
size_t index_memtable(const struct index *ix);
/* Stories in the segments. */
uint64_t index_sealed(const struct index *ix);
/* The memtable as segment bytes, appended to out; the memtable stays until
 * index_clear_memtable, so that a failed write loses nothing. */
void index_seal(const struct index *ix, struct buf *out);
void index_clear_memtable(struct index *ix);

/* What a segment's trailer says. */
struct index_span {
	uint32_t stories, first, last; /* how many; their numbers, first and last */
	int64_t from, until;           /* seconds */
};

enum ct_err index_span(struct view segment, struct index_span *out);
/* Reads the whole segment: are the bytes those that were written? */
bool index_intact(struct view segment);

/* Attaches a segment; bytes stay the caller's and must outlive it.  CT_EINVAL
 * where they are no segment (hostile bytes are safe: every read is bounded). */
enum ct_err index_attach(struct index *ix, uint64_t id, struct view bytes);
/*
 * The same for a large mapped file of which a query shall touch the tables only (an
 * eighth): what else it needs, some 30 pieces of 512 bytes, it reads.  A page that
 * is touched stays in the process's memory, and its neighbours with it.
 */
struct index_reader {
	void *ctx;
	bool (*read)(void *ctx, uint64_t at, void *to, size_t n); /* of the segment's bytes */
};
enum ct_err index_attach_read(
    struct index *ix, uint64_t id, struct view bytes, const struct index_reader *reader);
void index_detach(struct index *ix, uint64_t id);

/* A query to come has these keys: its look-up in the segments is done now.  What it
 * finds is the same.  May run on another thread, beside index_add and index_query; all
 * else has to wait for it. */
void index_expect(struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since);
/* From now on queries are for what was expected last, and another may be expected. */
void index_turn(struct index *ix);

/*
 * The best candidates, heaviest first: stories that came at `since` or later
 * and share keys.  A key that more than about 0.2 % of the stories have is
 * passed over (but 50 are always read).  Writes at most max; returns how many, or
 * INDEX_NO_MEMORY.
 *
 * Work is bounded: the rarest keys are read first, 16,384 postings at most.  Rarity
 * of a key is log((stories + 1) / stories that have it), over the segments that reach
 * into the window, and the memtable.
 */
#define INDEX_NO_MEMORY SIZE_MAX
size_t index_query(struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since,
    struct index_candidate *out, size_t max);

#endif

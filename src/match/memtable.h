/* The part of the inverted index that still grows.  Stories are numbered by
 * their place, the ordinal. */
#ifndef MEMTABLE_H
#define MEMTABLE_H

#include "buf.h"

struct memtable;

struct memtable *memtable_new(void);
void memtable_seed(struct memtable *m, uint64_t seed); /* while it is empty */
void memtable_free(struct memtable *m);
/* All of the story or, on failure, nothing of it.  seconds must not fall. */
enum ct_err memtable_add(
    struct memtable *m, uint32_t story, int64_t seconds, const uint32_t *keys, size_t nkeys);
size_t memtable_stories(const struct memtable *m);
uint32_t memtable_story(const struct memtable *m, uint32_t ordinal);
/* The first ordinal that came at `since` or later. */
uint32_t memtable_since(const struct memtable *m, int64_t since);
/* The key will be looked for soon. */
void memtable_expect(const struct memtable *m, uint32_t key);
/* How many stories have the key; their ordinals, rising, until the next addition. */
size_t memtable_find(const struct memtable *m, uint32_t key, const uint32_t **ordinals);
/* As a segment (segment.c), appended to out. */
void memtable_seal(const struct memtable *m, struct buf *out);
void memtable_clear(struct memtable *m);

#endif

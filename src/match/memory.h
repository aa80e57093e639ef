/*
 * What each source repeats: the skeletons of its sentences (words without
 * numbers and names).  A sentence whose skeleton a source has printed in
 * several stories is a form that it fills in: only the facts in it count.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include "buf.h"
#include "doc.h"

struct memory;

struct memory *memory_new(void);
void memory_free(struct memory *m);
/* Hash of the words of a sentence without its numbers, names and rare words. */
uint32_t memory_skeleton(const struct doc *d, size_t sentence);
void memory_learn(struct memory *m, uint64_t source, const struct doc *d);
/* Two or more earlier stories of the source have it. */
bool memory_repeats(const struct memory *m, uint64_t source, uint32_t skeleton);
void memory_save(const struct memory *m, struct buf *out);
enum ct_err memory_load(struct memory *m, struct cursor *c);

#endif

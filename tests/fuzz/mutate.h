/*
 * Mutators that know what they change: sheets of stories (tests/press/sheet.h) by
 * story, line and value, feeds by element and text, stories by sentence and word.
 * Everything follows from the seed.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include "buf.h"

/* libFuzzer's, and those of replay.c. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
    uint8_t *out, size_t max, unsigned seed);

/* splitmix64: the next number, from 0 to n - 1. */
size_t mutate_random(uint64_t *seed, size_t n);

/* As LLVMFuzzerCustomMutator and LLVMFuzzerCustomCrossOver: the new size. */
size_t mutate_sheet(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t mutate_cross_sheets(struct view a, struct view b, uint8_t *out, size_t max, unsigned seed);
size_t mutate_feed(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t mutate_story(uint8_t *data, size_t size, size_t max, unsigned seed);

/* One change of some bytes, anywhere in doc. */
void mutate_damage(struct buf *doc, uint64_t *seed);

/* --- for mutators ------------------------------------------------------------------ */

/* A part of a document: where it begins and ends. */
struct mutate_span {
	size_t from, to;
};

/* A change to make: something at a place of a document. */
struct mutate_edit {
	struct view doc;
	struct mutate_span at;
	struct mutate_span other; /* another part of it */
	struct view piece;        /* something new */
};

/* Writes doc to out with `with` in the place of `at`: the new size, or 0 where that is
 * more than max. */
size_t mutate_replace(
    struct view doc, struct mutate_span at, struct view with, uint8_t *out, size_t max);
/* What can be done to any part, by number: it is taken out, told twice, replaced; anything
 * from MUTATE_EDITS on does nothing and gives 0. */
#define MUTATE_EDITS 6
size_t mutate_edit(const struct mutate_edit *e, size_t which, uint8_t *out, size_t max);

#endif

/*
 * Mutators that know what they change: sheets of stories (tests/press/sheet.h) by
 * story, line and value, feeds by element and text, stories by sentence and word.  Everything follows from the
 * seed.
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

#endif

/* Sentence alignment of two weighed profiles. */
#ifndef ALIGN_H
#define ALIGN_H

#include "arena.h"
#include "kin.h"

/* A block of one or two sentences here that tells what one or two there tell. */
struct align_block {
	uint16_t a, na, b, nb; /* first sentence and how many, of the story and the earlier */
	float similarity;
};

struct align {
	size_t na, nb;
	struct align_block *blocks; /* the best monotone alignment, in order */
	size_t nblocks;
	float *best_a, *best_b; /* best similarity of each sentence, order aside */
	float *else_a;          /* mean similarity of a sentence to all but its best */
	uint16_t *best_at;      /* where best_a was found */
	/* The best where it stands alone on its side: best_a may be its neighbour's. */
	float *own_a, *own_b;
	uint16_t *own_at;           /* where own_a was found */
	uint8_t *own_nb;            /* and in how many sentences there */
	float *inside_a, *inside_b; /* share of a sentence found in three in a row there */
};

/* Everything lives in the arena. */
enum ct_err align_make(struct arena *a, const struct profile *story, const struct profile *earlier,
    const struct kin *kin, struct align *out);

#endif

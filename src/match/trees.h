/*
 * The fitted decision: a sum of small regression trees, monotone in the
 * features that have a direction.  trees_data.c is written by the fitter
 * (tests/eval/), and says from what.
 */
#ifndef TREES_H
#define TREES_H

#include "traits.h"

#define TREES_DEPTH 3

/* A full tree: inner nodes in heap order (children of n: 2n + 1, 2n + 2), then
 * the leaves.  A value below the threshold goes left. */
struct trees_tree {
	unsigned char feature[(1 << TREES_DEPTH) - 1];
	float threshold[(1 << TREES_DEPTH) - 1];
	float leaf[1 << TREES_DEPTH];
};

struct trees_model {
	float base;
	size_t n;
	const struct trees_tree *trees;
};

extern const struct trees_model trees_derived; /* is the story derived from the earlier one? */
extern const struct trees_model trees_brief;   /* the same where either has few words */
extern const struct trees_model trees_event;   /* do both tell of one event? */
/* The same of stories in two languages. */
extern const struct trees_model trees_foreign, trees_foreign_event;

/* Log odds.  x: the row of numbers that the trees were fitted on, mostly traits' v. */
float trees_logit(const struct trees_model *m, const float *x);
#endif

/* How a fit judges rows that it was not trained on: told on stderr. */
#ifndef HELD_H
#define HELD_H

#include "pairs.h"

/* The best score of a story among its pairs. */
struct held_best {
	unsigned story;
	unsigned char y, kind;
	double margin;
};

/* What is told of rows that were not trained on. */
struct held {
	bool own; /* of our own stories alone; else of all others */
	struct held_best *stories; /* as the judge meets them: rewrites against all others */
	size_t n;
	size_t all[PAIRS_KINDS], flagged[PAIRS_KINDS];
	double sum[10], copies[10], scored[10];
};

/* Adds the rows of a fold; begin with all but `own` 0. */
void held_gather(struct held *h, const struct pairs *p, unsigned fold);
/* How many pairs of each kind are flagged, and calibration. */
void held_tell(const struct held *h);
/* Recall at some rates of false positives, of each story's best pair, and what is found
 * above some log odds. */
void held_ranks(struct held *h);
void held_free(struct held *h);

#endif

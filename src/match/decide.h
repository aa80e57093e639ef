/* From the verified candidates to one verdict. */
#ifndef DECIDE_H
#define DECIDE_H

#include "verify.h"

/* Log odds that at most speak against a copy of what the story's outlet had first; the trees
 * are fitted so, too (tests/eval/pairs_own.c). */
#define DECIDE_OWN_COPIED 5.0f

struct decision {
	enum ct_verdict verdict;
	double score;               /* probability that the story is derived */
	uint32_t of;                /* 0: none */
	const struct verify *match; /* what the verdict rests on; NULL: no candidate */
	bool pair;                  /* the two were asked for: all evidence is told */
	bool late;                  /* match came before the story, and is a copy of it */
};

/* Weighs the candidates against each other, too: v is changed. */
struct decision decide(struct verify *v, size_t n);

#endif

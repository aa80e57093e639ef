/* Facts of two stories that take the same place and differ: "4.1" where "5.6" stood. */
#ifndef CLASH_H
#define CLASH_H

#include "facts.h"

struct clash {
	struct doc_span a, b; /* of the story, of the earlier: a number, or all of a name */
	bool number;
	float weight; /* 1: words at both sides are the same; less where one is */
};

#define CLASH_MAX 96
#define CLASH_TOLD 0.5f /* weight from which one is told */

struct clashes {
	uint8_t *a, *b;   /* enum facts_state as facts.h has them, names settled (naming.h) */
	struct clash *of; /* inside aligned blocks, in order */
	size_t n;
};

/* Both are weighed; all of out lives in the arena.  CT_ENOMEM: it is full. */
enum ct_err clash_find(struct arena *a, const struct profile *story, const struct profile *earlier,
    const struct align *al, const struct facts *f, struct clashes *out);

#endif

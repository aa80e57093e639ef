/* A candidate compared with the story. */
#ifndef VERIFY_H
#define VERIFY_H

#include "traits.h"

struct verify {
	uint32_t story; /* the candidate's number; 0: none of the index */
	const struct profile *earlier;
	struct align align;
	struct facts facts;
	struct traits traits;
	double derived; /* probability that the story is derived from this one */
	double event;   /* that both tell of one event */
};

/* Both are weighed.  All of out lives in the arena; earlier must outlive it. */
enum ct_err verify_make(struct arena *a, const struct profile *story, const struct profile *earlier,
    uint32_t number, struct verify *out);

#endif

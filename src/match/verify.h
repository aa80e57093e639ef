/* A candidate compared with the story. */
#ifndef VERIFY_H
#define VERIFY_H

#include "event.h"
#include "traits.h"

/* Of two sources, `event` from which on they may tell of one: an outlet's own coverage
 * shares more by habit. */
#define VERIFY_EVENT_OTHERS 0.2

struct verify {
	uint32_t story; /* the candidate's number; 0: none of the index */
	const struct profile *earlier;
	bool foreign; /* compared across languages */
	float whole;  /* 0: one of both has too few words for a narrative; to 1 */
	struct align align;
	struct facts facts;
	struct traits traits;
	float logit;  /* that the story is derived, without what is known beforehand */
	float prior;  /* log odds of what is */
	size_t words; /* of the side that has fewer */
	bool same_source;
	bool own;            /* the source's own coverage */
	double derived;      /* probability that the story is derived from this one */
	double event;        /* that both tell of one event */
	bool near;           /* both came at about one time */
	struct event things; /* that both name; none of one source,
				nor where they are not near and `event` is small */
	bool told;           /* they are enough for one event */
	/* What the judge knows of the candidate besides, see candidates.h. */
	uint32_t family; /* 0: unknown */
	float link;
	bool later; /* it came before the story, and was told after it */
};

double verify_probability(float logit);
/* Both are weighed, with f.  All of out lives in the arena; earlier must outlive it. */
enum ct_err verify_make(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, uint32_t number, struct verify *out);

#endif

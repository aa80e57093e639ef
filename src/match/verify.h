/* A candidate compared with the story. */
#ifndef VERIFY_H
#define VERIFY_H

#include "passage.h"
#include "traits.h"

#define VERIFY_DERIVED 0.5 /* from this probability on it is a copy */

/* `event` from which on stories may belong together that are not near. */
#define VERIFY_EVENT 0.4

/* Log odds from which on two near stories tell of one matter: as streams .85 of the tuning
 * half's accounts are joined by it. */
#define VERIFY_MATTER -1.25f

struct verify {
	uint32_t story; /* the candidate's number; 0: none of the index */
	struct profile *earlier;
	bool foreign; /* compared across languages */
	float whole;  /* 0: one of both has too few words for a narrative; to 1 */
	struct kin kin;
	struct align align;
	struct facts facts;
	struct traits traits;
	float logit;            /* that the story is derived, without what is known beforehand */
	float prior;            /* log odds of what is */
	size_t words;           /* of the side that has fewer */
	struct passage passage; /* that alone was judged, where .n is not 0, by its own traits: */
	struct traits judged;   /* what `logit` was made from */
	bool same_source;
	bool own; /* the source's own coverage */
	double
	    derived;  /* probability that the story is derived from this one; decide's last word */
	double event; /* that both tell of one event */
	bool near;    /* both came at about one time */
	bool open;    /* or may belong together all the same: undated, or of one outlet */
	bool weighed; /* they share enough to be asked: */
	float matter; /* log odds that they tell of one matter (matter.c) */
	bool told;    /* what they share is enough for one event: foreign, or seen alone */
	/* What the judge knows of the candidate besides, see candidates.h. */
	uint32_t family, cluster; /* 0: unknown */
	float link;
	bool later; /* it came before the story, and was told after it */
};

double verify_probability(float logit);
/* Both are weighed, with f; their roles are found out where that is asked (of a story that
 * several threads compare beforehand).  All of out lives in the arena; earlier must outlive
 * it. */
enum ct_err verify_make(struct arena *a, const struct idf *f, struct profile *story,
    struct profile *earlier, uint32_t number, struct verify *out);
/* Of a candidate that the story, as a whole, was not derived from: a passage of the
 * story may be.  Changes v where that is likelier.  f, m: the story is weighed with. */
enum ct_err verify_passage(
    const struct idf *f, const struct memory *m, const struct profile *story, struct verify *v);

#endif

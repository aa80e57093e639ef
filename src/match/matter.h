/* What two stories of one language are about, and how much of it is one matter. */
#ifndef MATTER_H
#define MATTER_H

#include "arena.h"
#include "traits.h"

/* What the score is the sum of, each times its weight, and the last weight alone. */
enum matter_sum {
	MATTER_NAMES,
	MATTER_BOTH, /* names, places a little, and words: their geometric mean */
	MATTER_CROSSED,
	MATTER_TITLE,     /* of what both titles say */
	MATTER_SPREAD,    /* of the earlier story's sentences */
	MATTER_NUMBERS,   /* of the story's */
	MATTER_WEAKEST,   /* of what the story's sentences say, even of those that share least */
	MATTER_ELSEWHERE, /* the story names places, and none of them is the earlier one's */
	MATTER_OUTLET,    /* both are of one */
	MATTER_ENGLISH,
	MATTER_LENGTH,
	MATTER_SUMS
};
extern const float matter_weights[MATTER_SUMS + 1];

/* What both have, by rarity; what makes the score is in matter.c. */
struct matter {
	float names;   /* that are neither a place's nor of one in office */
	float places;  /* names behind a word for where */
	float words;   /* that are no names */
	float crossed; /* names and words of one title that are in the other's text alone */
	float title;   /* share of what the titles say that the other story has */
	float spread;  /* share of the earlier one's sentences in which any of it stands */
	bool elsewhere;
	float length; /* log of the words of the side that has fewer */
	float sums[MATTER_SUMS];
	float score; /* log odds that it is one matter, where both came within days */
};

/* Of two stories, and what was found of how they are alike (verify.c).  CT_ENOMEM: the
 * arena is full. */
enum ct_err matter_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, const struct kin *kin, const struct traits *x,
    struct matter *out);

#endif

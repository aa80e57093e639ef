/* What two stories of one language are about, and how much of it is one matter. */
#ifndef MATTER_H
#define MATTER_H

#include "arena.h"
#include "profile.h"

/* What the score is the sum of, each times its weight, and the last weight alone. */
enum matter_sum {
	MATTER_NAMED, /* names, and places a little */
	MATTER_NAMES,
	MATTER_PLACES,
	MATTER_WORDS,
	MATTER_CROSSED,
	MATTER_ABOUT_MORE, /* of the side of which the other has more, */
	MATTER_ABOUT_LESS, /* and of which it has less */
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
	float about_a; /* share of what the story is about that the earlier has, */
	float about_b; /* and the other way round */
	float length;  /* log of the words of the side that has fewer */
	float sums[MATTER_SUMS];
	float score; /* log odds that it is one matter, where both came within days */
};

/* CT_ENOMEM: the arena is full. */
enum ct_err matter_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct matter *out);

#endif

/* What two stories of one language are about, and how much of it is one matter. */
#ifndef MATTER_H
#define MATTER_H

#include "arena.h"
#include "profile.h"

/* What both have, by rarity; what makes the score is in matter.c. */
struct matter {
	float names;   /* that are neither a place's nor of one in office */
	float places;  /* names behind a word for where */
	float words;   /* that are no names */
	float crossed; /* names and words of one title that are in the other's text alone */
	float about_a; /* share of what the story is about that the earlier has, */
	float about_b; /* and the other way round */
	float length;  /* log of the words of the side that has fewer */
	float score;   /* log odds that it is one matter, where both came within days */
};

/* CT_ENOMEM: the arena is full. */
enum ct_err matter_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct matter *out);

#endif

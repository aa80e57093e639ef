/* What two stories of one language are about, and how much of it is one matter. */
#ifndef MATTER_H
#define MATTER_H

#include "arena.h"
#include "trees.h"

/* What is weighed beside the traits.  name, direction: as of those. */
/* clang-format off */
#define MATTER_SUMS(X) \
	X(names, 1) /* in common, by rarity: that are neither a place's nor of one in office */ \
	X(both, 1) /* names, places a little, and words: their geometric mean */ \
	X(title, 1) /* share of what the titles say that the other story has */ \
	X(names_told, 1) /* share of what the earlier one names most that the story has */ \
	X(words_told, 1) /* the same of words */ \
	X(outlet, -1) /* both are of one */ \
	X(english, -1) /* its table is the longest: what it lacks is rarer */
/* clang-format on */

/* A row of numbers: the traits, and these behind them. */
enum matter_sum {
	MATTER_BEFORE = TRAIT_COUNT - 1,
#define X(name, direction) MATTER_##name,
	MATTER_SUMS(X)
#undef X
	    MATTER_WIDTH,
};

extern const struct trees_model matter_trees; /* of such rows */

struct matter {
	/* What both have, by rarity: */
	float names;
	float places; /* names behind a word for where */
	float words;  /* that are no names */
	float row[MATTER_WIDTH];
	float score; /* log odds that it is one matter, where both came within days */
};

/* Of two stories, whose roles are found out (profile_roles.h), and what was found of how
 * they are alike (verify.c).  CT_ENOMEM: the arena is full. */
enum ct_err matter_weigh(struct arena *a, const struct idf *f, struct profile *story,
    struct profile *earlier, const struct kin *kin, const struct traits *x, struct matter *out);

#endif

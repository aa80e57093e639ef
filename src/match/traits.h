/* What the decision is made from: two stories as a row of numbers. */
#ifndef TRAITS_H
#define TRAITS_H

#include "facts.h"

/* name, direction: 1 more of it never lowers the score, -1 never raises, 0 free */
#define TRAITS(X)                                                                       \
	X(mono_a, 1)                                                                    \
	X(mono_b, 1)                                                                    \
	X(best_a, 1)                                                                    \
	X(best_b, 1)                                                                    \
	X(inside_a, 1)                                                                  \
	X(inside_b, 1)                                                                  \
	X(contain_a, 1)                                                                 \
	X(contain_b, 1)                                                                 \
	X(cosine, 1)                                                                    \
	X(peak_a, 1)                                                                    \
	X(aligned_a, 1)                                                                 \
	X(aligned_b, 1)                                                                 \
	X(adjacent, 1)                                                                  \
	X(blocks, 1)                                                                    \
	X(numbers_a, 1)                                                                 \
	X(numbers_b, 1)                                                                 \
	X(names_a, 1)                                                                   \
	X(names_b, 1)                                                                   \
	X(number_clash, -1)                                                             \
	X(name_clash, -1)                                                               \
	X(agree, 1)                                                                     \
	X(facts_any, 1)                                                                 \
	X(verbatim_a, 1)                                                                \
	X(verbatim_b, 1)                                                                \
	X(mass, 1)                                                                      \
	X(length_ratio, 0)                                                              \
	X(weight_a, 0)                                                                  \
	X(weight_b, 0)                                                                  \
	X(sequence_a, 1)                                                                \
	X(sequence_b, 1) X(sequence, 1) X(weakest_a, 1) X(clashes, -1) X(facts_kept, 1) \
	    X(contrast, 1)

enum trait {
#define X(name, direction) TRAIT_##name,
	TRAITS(X)
#undef X
	    TRAIT_COUNT,
};

extern const char *const traits_names[TRAIT_COUNT];
extern const signed char traits_directions[TRAIT_COUNT];

struct traits {
	float v[TRAIT_COUNT];
};

/* story and earlier are weighed; al and facts are theirs. */
void traits_make(const struct profile *story, const struct profile *earlier, const struct align *al,
    const struct facts *f, struct traits *out);

#endif

/* What the decision is made from: two stories as a row of numbers. */
#ifndef TRAITS_H
#define TRAITS_H

#include "telling.h"

/* name, direction: 1 more of it never lowers the score, -1 never raises it, 0 free.
 * _a: of the story; _b: of the earlier one. */
/* clang-format off */
#define TRAITS(X) \
	X(mono_a, 1) /* similarity of the monotone alignment, by weight of the story */ \
	X(mono_b, 1) /* the same, by weight of the earlier one */ \
	X(best_a, 1) /* best match of each sentence, order aside */ \
	X(best_b, 1) \
	X(inside_a, 1) /* share of a sentence found in three sentences in a row there */ \
	X(inside_b, 1) \
	X(contain_a, 1) /* share of the story's weight found anywhere there */ \
	X(contain_b, 1) \
	X(whole_a, 1) /* contain_a with direct speech unmasked */ \
	X(event, 1) /* log of the rarity of names, numbers and rare words in common */ \
	X(event_share, 1) /* of all that is rare in the side that has less of it */ \
	X(event_terms, 1) /* log of the number of rare terms in common */ \
	X(cosine, 1) \
	X(peak_a, 1) /* best match less the mean of all others */ \
	X(aligned_a, 1) /* weight of sentences that are aligned well */ \
	X(aligned_b, 1) \
	X(adjacent, 1) /* aligned blocks that follow each other on both sides */ \
	X(blocks, 1) /* log of their number */ \
	X(numbers_a, 1) /* share of the story's numbers that the earlier has */ \
	X(numbers_b, 1) \
	X(names_a, 1) /* the same of names */ \
	X(names_b, 1) \
	X(number_clash, -1) /* numbers that meet other numbers in aligned blocks */ \
	X(name_clash, -1) \
	X(clashes, -1) /* log of the number of both */ \
	X(agree, 1) /* log of the facts that agree there */ \
	X(facts_any, 1) /* the better of both sides' facts kept */ \
	X(facts_kept, 1) /* facts kept inside aligned blocks */ \
	X(contrast, 1) /* facts kept less other words kept: under 0 a form filled in anew */ \
	X(facts_a, 1) /* share of the story's facts that the earlier has, numbers and names */ \
	X(kept_a, 1) /* log of their weight */ \
	X(novel_a, -1) /* log of the weight of those that it lacks */ \
	X(sequence_a, 1) /* facts in common in order, by weight of the story's */ \
	X(sequence_b, 1) \
	X(sequence, 1) /* log of their weight */ \
	X(verbatim_a, 1) /* five-word runs in common */ \
	X(verbatim_b, 1) \
	X(weakest_a, 1) /* inside_a of the weakest third of the sentences */ \
	X(grouping, 1) /* of pairs of rare terms in common in a sentence, those in one there */ \
	X(order, 1) /* of the sentences */ \
	X(lede, 1) /* the story begins as the earlier one does */ \
	X(speech_kept, 1) /* of direct speech */ \
	X(speech_new, -1) /* log of its weight that is new */ \
	X(heard, -1) /* weight of the rest, where little else is alike: who was there has it, too */ \
	X(slots, -1) /* log of the facts that stand where others stood between the same words */ \
	X(mass, 1) /* log of the weight in common */ \
	X(least, 0) /* log of the weight of the side that has less */ \
	X(length_ratio, 0) /* log of the weights' ratio */
/* clang-format on */

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
/*
 * What is known beforehand, in log odds, in the fit as well as in the decision:
 * one outlet's running coverage repeats itself, and unless it stands there word
 * for word with its facts, what resembles a story of the same source is rarely a
 * copy of it; no long story is made from a brief; and what begins as a rewriting
 * machine's answer does was rewritten from something.
 */
float traits_prior(
    const struct profile *story, const struct profile *earlier, const struct traits *x);
/* So little text on either side that sentences and order tell nothing. */
#define TRAITS_BRIEF_WORDS 64
/* Words of the side that has fewer. */
size_t traits_words(const struct profile *story, const struct profile *earlier);
/* Both are of one source, and traits_prior takes that into account. */
bool traits_own_coverage(
    const struct profile *story, const struct profile *earlier, const struct traits *x);
void traits_make(const struct profile *story, const struct profile *earlier, const struct align *al,
    const struct facts *f, const struct telling *t, struct traits *out);

#endif

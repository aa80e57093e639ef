/*
 * The score is the trees' for the best candidate.  Of the candidates that are
 * as good as the best, the earliest is named: the family's first.
 */
#include "decide.h"

#include "trees.h"

#define DERIVED 0.5
#define AS_GOOD 0.15        /* below the best score and still the same family */
#define WORD_FOR_WORD 0.6f /* of five-word runs: republished */
#define RELATED 0.12f

static bool is_related(const struct verify *v)
{
	return v->traits.v[TRAIT_cosine] >= RELATED && v->traits.v[TRAIT_names_a] > 0.5f;
}

struct decision decide(const struct profile *story, const struct verify *v, size_t n)
{
	struct decision d = {.verdict = CT_NEW};
	double best = 0;

	(void)story;
	for (size_t i = 0; i < n; i++) {
		double s = trees_score(&trees_derived, &v[i].traits);
		if (s > best) {
			best = s;
			d.match = &v[i];
		}
	}
	d.score = best;
	if (best >= DERIVED) {
		for (size_t i = 0; i < n; i++)
			if (v[i].story < d.match->story &&
			    trees_score(&trees_derived, &v[i].traits) >= DERIVED &&
			    trees_score(&trees_derived, &v[i].traits) >= best - AS_GOOD)
				d.match = &v[i];
		d.verdict = d.match->traits.v[TRAIT_verbatim_a] >= WORD_FOR_WORD ? CT_REPUBLISHED
										 : CT_REWRITTEN;
		d.of = d.match->story;
		return d;
	}
	for (size_t i = 0; i < n; i++)
		if (is_related(&v[i]) &&
		    (d.verdict == CT_NEW ||
			v[i].traits.v[TRAIT_cosine] > d.match->traits.v[TRAIT_cosine])) {
			d.verdict = CT_RELATED;
			d.match = &v[i];
			d.of = v[i].story;
		}
	return d;
}

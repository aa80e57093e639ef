/*
 * The score is that of the best candidate.  Of the candidates that are as good
 * as the best, the earliest is named: the family's first.
 */
#include "decide.h"

#include <math.h>

#define DERIVED 0.5
#define AS_GOOD 0.15       /* below the best score and still the same family */
#define WORD_FOR_WORD 0.6f /* of five-word runs: republished */
#define OWN_NEAR 1.0f      /* log odds */
#define EVENT 0.4
#define SERIES -0.12f         /* of contrast: a form filled in anew, not the same event */
#define SERIES_VERBATIM 0.35f /* five-word runs that a source shares with its earlier entry */

/*
 * An outlet that has had the matter itself copies nobody's copy of it: where a
 * story of its own is as near, another source's is seen as its own coverage.
 */
static void widen_own(struct verify *v, size_t n)
{
	float own = -INFINITY, prior = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].own && v[i].logit > own) {
			own = v[i].logit;
			prior = v[i].prior;
		}
	for (size_t i = 0; i < n; i++)
		if (!v[i].own && v[i].logit < own + OWN_NEAR && v[i].prior > prior)
			v[i].derived = verify_probability(v[i].logit + prior);
}

static const struct verify *best_copy(const struct verify *v, size_t n, double *score)
{
	const struct verify *best = NULL, *first;

	*score = 0;
	for (size_t i = 0; i < n; i++)
		if (best == NULL || v[i].derived > best->derived)
			best = &v[i];
	if (best == NULL)
		return NULL;
	*score = best->derived;
	first = best;
	for (size_t i = 0; i < n; i++)
		if (v[i].story < first->story && v[i].derived >= DERIVED &&
		    v[i].derived >= best->derived - AS_GOOD)
			first = &v[i];
	return first;
}

/* The next entry of a series: the wording is kept, the facts are not. */
static bool is_series(const struct verify *v)
{
	return v->traits.v[TRAIT_contrast] <= SERIES ||
	       (v->own && v->traits.v[TRAIT_verbatim_a] > SERIES_VERBATIM);
}

static const struct verify *best_event(const struct verify *v, size_t n)
{
	const struct verify *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (v[i].event >= EVENT && !is_series(&v[i]) &&
		    (best == NULL || v[i].event > best->event))
			best = &v[i];
	return best;
}

struct decision decide(struct verify *v, size_t n)
{
	struct decision d = {.verdict = CT_NEW};

	widen_own(v, n);
	d.match = best_copy(v, n, &d.score);
	if (d.score >= DERIVED) {
		bool verbatim = d.match->traits.v[TRAIT_verbatim_a] >= WORD_FOR_WORD;
		d.verdict = verbatim ? CT_REPUBLISHED : CT_REWRITTEN;
		d.of = d.match->story;
		return d;
	}
	const struct verify *event = best_event(v, n);
	if (event != NULL) {
		d.verdict = CT_RELATED;
		d.match = event;
		d.of = event->story;
	}
	return d;
}

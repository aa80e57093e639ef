/*
 * The score is that of the candidate with the best evidence.  Named is the first
 * of that one's family, where the candidate was surely derived from it, or this
 * story is nearly as like it; else the candidate itself, so that one mistaken
 * link in a family is not handed down to all that follow.  Where families are
 * not known the earliest is named of those that are nearly as good.
 *
 * Measured on 3,646 rewrites that were found among 11,431 stories: the family
 * named is right for all (naming the first wherever it is likelier than not: for
 * 3,594; the earliest of those that are nearly as good, whatever their family: for
 * 3,533).
 */
#include "decide.h"

#include <math.h>

#include "candidates.h"

#define DERIVED VERIFY_DERIVED
#define AS_GOOD 4.0              /* log odds below the best, and still its family */
#define WORD_FOR_WORD 0.6f       /* of five-word runs: republished */
#define OWN_NEAR 2.0f            /* log odds */
#define OWN_WIDENED 3.0f         /* the most of its prior that another source's shares */
#define EVENT_TERMS_FOREIGN 3.5f /* rare words, names and numbers that both share */
#define EVENT_FOREIGN 0.4
#define EVENT_MATTER 2.0f     /* log odds, of stories that are not near each other */
#define SERIES -0.12f         /* of contrast: a form filled in anew, not the same event */
#define SERIES_VERBATIM 0.35f /* five-word runs that a source shares with its earlier entry */
#define FORM_VERBATIM 0.5f    /* the same across sources, where it is no copy all the same */
#define SERIES_RARE 0.65      /* log odds: the trees were shown few series; of plainer ones, */
#define SERIES_RARE_MAX 2.0   /* at most */
#define SERIES_NEAR 5.0f      /* log odds below one entry, and still another of its series */
#define DOUBTED 0.4           /* the most that words alone can say */
#define DOUBTED_FOREIGN 0.3

/* What a verdict on little text, or across languages, must rest on beside the
 * trees' word: facts in common, in order, and little that is new. */
#define BRIEF_FACTS 4.0f   /* rare terms in common, facts in sentences opposite each other: */
			   /* so many of the briefest stories, of those nearly whole none */
#define BRIEF_NOVEL 1.0f   /* weight of new facts against that of those kept */
#define BRIEF_CONTAIN 0.4f /* of the story's weight stands in the earlier teaser, or else: */
#define BRIEF_SURE 0.85
#define FOREIGN_WORDS 60       /* of either side */
#define FOREIGN_AGREE 5.0f     /* numbers and names in sentences opposite each other */
#define FOREIGN_SEQUENCE 15.0f /* weight of facts in the same order */
/* Of its sentences follow each other as they do there: who tells the same in another
 * language does it in an order of their own. */
#define FOREIGN_ADJACENT 0.35f
/* Or so much of what it tells stands in that order at all: of Chinese and Japanese few
 * sentences have anything that both languages write. */
#define FOREIGN_WHOLE 0.6f

static float amount(const struct traits *x, enum trait t)
{
	return expf(x->v[t]) - 1;
}

/* Word overlap alone makes no rewrite of a headline or a teaser. */
static bool has_support(const struct verify *v)
{
	const struct traits *x = &v->judged;

	if (v->foreign)
		return v->words >= FOREIGN_WORDS && amount(x, TRAIT_agree) >= FOREIGN_AGREE &&
		       amount(x, TRAIT_sequence) >= FOREIGN_SEQUENCE &&
		       (x->v[TRAIT_adjacent] >= FOREIGN_ADJACENT ||
			   x->v[TRAIT_sequence_a] >= FOREIGN_WHOLE);
	float brief = v->passage.n > 0 ? 1 : 1 - v->whole;
	if (brief <= 0 || x->v[TRAIT_verbatim_a] >= WORD_FOR_WORD)
		return true;
	bool teasers = v->earlier->doc->words < TRAITS_BRIEF_WORDS;
	if (teasers && v->derived < BRIEF_SURE && x->v[TRAIT_contain_a] < BRIEF_CONTAIN)
		return false;
	return amount(x, TRAIT_event_terms) + amount(x, TRAIT_agree) > brief * BRIEF_FACTS - 0.5f &&
	       amount(x, TRAIT_novel_a) <= BRIEF_NOVEL * amount(x, TRAIT_kept_a);
}

static double log_odds(double p)
{
	return log((p + 1e-9) / (1 - p + 1e-9));
}

/* The plainer a form is, the less the trees' word counts that it is a copy: of what
 * has no more contrast than SERIES. */
static double form_of(const struct verify *v)
{
	return fmin(SERIES_RARE_MAX, (double)(v->judged.v[TRAIT_contrast] / SERIES) * SERIES_RARE);
}

static bool is_form(const struct verify *v)
{
	return v->judged.v[TRAIT_contrast] <= SERIES;
}

/* What its source had from somebody else, as far as is known. */
static bool is_taken(const struct verify *v, size_t n, const struct verify *one)
{
	if (one->family == 0 || one->family == one->story || one->link < (float)DERIVED)
		return false;
	for (size_t i = 0; i < n; i++)
		if (v[i].story == one->family)
			return !v[i].same_source;
	return true;
}

/* Surely one told again by the other, or both the same third. */
static bool are_kin(const struct verify *a, const struct verify *b)
{
	return a->family == b->family &&
	       (a->story == a->family || a->link >= CANDIDATES_LINK_SURE) &&
	       (b->story == b->family || b->link >= CANDIDATES_LINK_SURE);
}

/*
 * A form is filled in again and again: the story's own source has another entry that
 * is about as near, or there is one that is no copy of this, nor this of it.  All
 * copies of one story are one entry, and a careless one changes facts, too.
 */
static bool in_series(const struct verify *v, size_t n, const struct verify *one)
{
	if (one->family == 0) /* nobody knows */
		return true;
	for (size_t i = 0; i < n; i++) {
		bool own = v[i].same_source && !is_taken(v, n, &v[i]);
		bool other = &v[i] != one && is_form(&v[i]) && !are_kin(&v[i], one);
		if ((own || other) && v[i].logit > one->logit - SERIES_NEAR)
			return true;
	}
	return false;
}

static void doubt(struct verify *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double most = v[i].foreign ? DOUBTED_FOREIGN : DOUBTED;
		if (is_form(&v[i]) && in_series(v, n, &v[i]))
			v[i].derived =
			    verify_probability((float)(log_odds(v[i].derived) - form_of(&v[i])));
		if (v[i].derived > most && !has_support(&v[i]))
			v[i].derived = most;
	}
}

/* Is it a copy of what the story's source had first? */
static bool is_ours(const struct verify *v, size_t n, const struct verify *one)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].own && v[i].story == one->family)
			return true;
	return false;
}

/*
 * An outlet that has had the matter itself copies nobody's copy of it: where a
 * story of its own is as near, or is what was copied, another source's is seen as
 * its own coverage.  One that took the matter from another may well take more of it.
 */
static void widen_own(struct verify *v, size_t n)
{
	float own = -INFINITY, prior = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].own && v[i].logit > own && !is_taken(v, n, &v[i])) {
			own = v[i].logit;
			prior = v[i].prior;
		}
	for (size_t i = 0; i < n; i++) {
		bool ours = is_ours(v, n, &v[i]);
		float shared = fmaxf(prior, ours ? -DECIDE_OWN_COPIED : -OWN_WIDENED);
		if (!v[i].own && v[i].prior > shared && (ours || v[i].logit < own + OWN_NEAR))
			v[i].derived = verify_probability(v[i].logit + shared);
	}
}

/* Of equals the earlier. */
static bool better(const struct verify *a, const struct verify *b)
{
	return a->derived > b->derived || (a->derived >= b->derived && a->story < b->story);
}

static const struct verify *best_copy(const struct verify *v, size_t n)
{
	const struct verify *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (!v[i].later && (best == NULL || better(&v[i], best)))
			best = &v[i];
	return best;
}

static bool is_as_good(const struct verify *v, const struct verify *best)
{
	return v->derived >= DERIVED && log_odds(v->derived) >= log_odds(best->derived) - AS_GOOD;
}

static const struct verify *earliest(const struct verify *v, size_t n, const struct verify *best)
{
	const struct verify *first = best;

	for (size_t i = 0; i < n; i++)
		if (v[i].story < first->story && is_as_good(&v[i], best))
			first = &v[i];
	return first;
}

static bool word_for_word(const struct verify *v)
{
	return v->judged.v[TRAIT_verbatim_a] >= WORD_FOR_WORD;
}

/* Whose copy: *of is the story to name; what is shown beside it is returned. */
static const struct verify *original(
    const struct verify *v, size_t n, const struct verify *best, uint32_t *of)
{
	const struct verify *first = NULL;

	*of = best->story;
	if (best->family == 0) {
		first = earliest(v, n, best);
		*of = first->story;
		return first;
	}
	for (size_t i = 0; i < n; i++)
		if (v[i].story == best->family && !v[i].later)
			first = &v[i];
	bool sure = best->link >= CANDIDATES_LINK_SURE;
	if (sure)
		*of = best->family;
	if (first == NULL || first->derived < DERIVED || (!sure && !is_as_good(first, best)))
		return best;
	*of = first->story;
	return word_for_word(best) && !word_for_word(first) ? best : first;
}

/* The next entry of a series: the wording is kept, the facts are not. */
static bool is_series(const struct verify *v)
{
	return v->traits.v[TRAIT_contrast] <= SERIES ||
	       v->traits.v[TRAIT_verbatim_a] > (v->same_source ? SERIES_VERBATIM : FORM_VERBATIM);
}

/*
 * The one story of an event that is nearest may be so by chance, by what the others do not
 * tell: half of what counts is what all of them say, on the mean.
 */
static float matter_of(const struct verify *v, size_t n, const struct verify *one)
{
	float sum = 0, members = 0;

	for (size_t i = 0; i < n; i++) {
		if (!v[i].weighed ||
		    (&v[i] != one && (one->cluster == 0 || v[i].cluster != one->cluster)))
			continue;
		sum += v[i].matter;
		members++;
	}
	return (one->matter + sum / members) / 2;
}

static bool is_event(const struct verify *v, size_t n, const struct verify *one)
{
	if (one->foreign)
		return one->told ||
		       (one->near && one->event >= EVENT_FOREIGN && one->words >= FOREIGN_WORDS &&
			   amount(&one->traits, TRAIT_event_terms) >= EVENT_TERMS_FOREIGN);
	if (!one->weighed)
		return false;
	float matter = matter_of(v, n, one);
	return (one->near && matter >= VERIFY_MATTER) || (one->open && matter >= EVENT_MATTER);
}

static const struct verify *best_event(const struct verify *v, size_t n)
{
	const struct verify *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (is_event(v, n, &v[i]) && !is_series(&v[i]) &&
		    (best == NULL || v[i].event > best->event))
			best = &v[i];
	return best;
}

struct decision decide(struct verify *v, size_t n)
{
	struct decision d = {.verdict = CT_NEW};

	for (size_t i = 0; i < n; i++) /* it may have been decided before, among fewer */
		v[i].derived = verify_probability(v[i].logit + v[i].prior);
	widen_own(v, n);
	doubt(v, n);
	d.match = best_copy(v, n);
	d.score = d.match != NULL ? d.match->derived : 0;
	if (d.score >= DERIVED) {
		d.match = original(v, n, d.match, &d.of);
		d.verdict = word_for_word(d.match) ? CT_REPUBLISHED : CT_REWRITTEN;
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

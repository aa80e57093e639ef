#include "verify.h"

#include <math.h>

#include "event.h"
#include "foreign.h"
#include "matter.h"
#include "trees.h"

#define BRIEF_ONLY 40.0f   /* words */
#define MATTER_TERMS 0.75f /* rare terms in common: with fewer nothing is told */
#define WHOLE_ONLY (float)TRAITS_BRIEF_WORDS

/* Profiles that are made for one comparison, of up to 4 MiB both, go behind it: those of all
 * the candidates of a long story together would not fit into what judging may hold. */
#define PROFILES_MAX (16u << 20)

double verify_probability(float logit)
{
	return 1 / (1 + exp(-(double)logit));
}

static enum ct_err compare(
    struct arena *a, const struct profile *story, const struct profile *earlier, struct verify *v)
{
	struct telling t;
	enum ct_err err = kin_make(a, story, earlier, &v->kin);

	if (err == CT_OK)
		err = align_make(a, story, earlier, &v->kin, &v->align);

	if (err == CT_OK)
		err = facts_make(a, story, earlier, &v->align, &v->facts);
	if (err == CT_OK)
		err = telling_make(a, story, earlier, &v->kin, &v->align, &v->facts, &t);
	if (err == CT_OK)
		traits_make(story, earlier, &v->align, &v->facts, &t, &v->traits);
	return err;
}

static enum ct_err compare_shadows(struct arena *a, struct arena *shades, const struct idf *f,
    const struct profile *story, const struct profile *earlier, struct verify *v)
{
	struct profile *sa = NULL, *sb = NULL;
	bool by_sound = foreign_scripts(story, earlier);
	enum ct_err err = foreign_shadows(shades, story, earlier, by_sound, &sa, &sb);

	if (err != CT_OK)
		return err;
	profile_weigh(sa, f, NULL);
	profile_weigh(sb, f, NULL);
	err = compare(a, sa, sb, v);
	if (err == CT_OK && event_near(story, earlier)) {
		const struct event_shadows shadows = {sa, sb, story->doc, earlier->doc};
		struct event e;
		err = event_weigh_foreign(shades, f, &shadows, &e);
		v->told = err == CT_OK && e.told;
	}
	return err;
}

static enum ct_err compare_foreign(struct arena *a, const struct idf *f,
    const struct profile *story, const struct profile *earlier, struct verify *v)
{
	struct arena *shades = arena_new(PROFILES_MAX);
	enum ct_err err =
	    shades != NULL ? compare_shadows(a, shades, f, story, earlier, v) : CT_ENOMEM;

	arena_free(shades);
	return err;
}

/* From little text to whole stories there is no step. */
static float wholeness(size_t words)
{
	float whole = ((float)words - BRIEF_ONLY) / (WHOLE_ONLY - BRIEF_ONLY);

	return fminf(fmaxf(whole, 0), 1);
}

static float derived(const struct verify *v)
{
	if (v->whole <= 0)
		return trees_logit(&trees_brief, v->traits.v);
	float logit = trees_logit(&trees_derived, v->traits.v);
	return v->whole >= 1
		   ? logit
		   : v->whole * logit + (1 - v->whole) * trees_logit(&trees_brief, v->traits.v);
}

enum ct_err verify_make(struct arena *a, const struct idf *f, struct profile *story,
    struct profile *earlier, uint32_t number, struct verify *out)
{
	struct verify v = {
	    .story = number, .earlier = earlier, .foreign = foreign_are(story, earlier)};
	enum ct_err err =
	    v.foreign ? compare_foreign(a, f, story, earlier, &v) : compare(a, story, earlier, &v);

	v.same_source = story->source != 0 && story->source == earlier->source;
	if (err != CT_OK)
		return err;
	v.words = traits_words(story, earlier);
	v.whole = wholeness(v.words);
	v.logit = v.foreign ? trees_logit(&trees_foreign, v.traits.v) : derived(&v);
	v.prior = traits_prior(story, earlier, &v.traits);
	v.own = traits_own_coverage(story, earlier, &v.traits);
	v.derived = verify_probability(v.logit + v.prior);
	v.judged = v.traits;
	v.event = verify_probability(
	    trees_logit(v.foreign ? &trees_foreign_event : &trees_event, v.traits.v));
	v.near = event_near(story, earlier);
	v.open = v.event >= VERIFY_EVENT &&
		 (v.same_source ? event_follows(story, earlier) : !event_apart(story, earlier));
	v.weighed = !v.foreign && (v.near || v.open) &&
		    expf(v.traits.v[TRAIT_event_terms]) - 1 >= MATTER_TERMS;
	if (v.weighed) {
		struct matter m;
		err = matter_weigh(a, f, story, earlier, &v.kin, &v.traits, &m);
		if (err != CT_OK)
			return err;
		v.matter = m.score;
		v.told = v.near && m.score >= VERIFY_MATTER;
	}
	*out = v;
	return CT_OK;
}

/* Makes part of the passage, compared by itself. */
static enum ct_err compare_passage(struct arena *a, const struct idf *f, const struct memory *m,
    const struct profile *story, const struct passage *found, struct verify *part)
{
	struct profile *p;
	enum ct_err err = passage_profile(a, story, found, &p);

	if (err != CT_OK)
		return err;
	profile_weigh(p, f, m);
	err = compare(a, p, part->earlier, part);
	if (err != CT_OK)
		return err;
	part->words = traits_words(p, part->earlier);
	part->whole = wholeness(part->words);
	part->logit = derived(part);
	part->prior = traits_prior(p, part->earlier, &part->traits) + PASSAGE_PRIOR;
	part->own = traits_own_coverage(p, part->earlier, &part->traits);
	return CT_OK;
}

enum ct_err verify_passage(
    const struct idf *f, const struct memory *m, const struct profile *story, struct verify *v)
{
	struct passage found;
	struct verify part = {.earlier = v->earlier};

	if (v->foreign || v->same_source || !passage_find(story, &v->align, &v->facts, &found))
		return CT_OK;
	struct arena *own = arena_new(PROFILES_MAX);
	enum ct_err err =
	    own != NULL ? compare_passage(own, f, m, story, &found, &part) : CT_ENOMEM;
	arena_free(own);
	if (err != CT_OK || part.logit + part.prior <= v->logit + v->prior)
		return err;
	v->passage = found;
	v->judged = part.traits;
	v->words = part.words;
	v->whole = part.whole;
	v->logit = part.logit;
	v->prior = part.prior;
	v->own = part.own;
	v->derived = verify_probability(v->logit + v->prior);
	return CT_OK;
}

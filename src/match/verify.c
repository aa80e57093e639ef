#include "verify.h"

#include <math.h>

#include "foreign.h"
#include "trees.h"

double verify_probability(float logit)
{
	return 1 / (1 + exp(-(double)logit));
}

static enum ct_err compare(
    struct arena *a, const struct profile *story, const struct profile *earlier, struct verify *v)
{
	enum ct_err err = align_make(a, story, earlier, &v->align);

	if (err == CT_OK)
		err = facts_make(a, story, earlier, &v->align, &v->facts);
	if (err == CT_OK)
		traits_make(story, earlier, &v->align, &v->facts, &v->traits);
	return err;
}

static enum ct_err compare_foreign(struct arena *a, const struct idf *f,
    const struct profile *story, const struct profile *earlier, struct verify *v)
{
	struct profile *sa = NULL, *sb = NULL;
	bool by_sound = foreign_scripts(story, earlier);
	enum ct_err err = foreign_shadows(a, story, earlier, by_sound, &sa, &sb);

	if (err != CT_OK)
		return err;
	profile_weigh(sa, f, NULL);
	profile_weigh(sb, f, NULL);
	return compare(a, sa, sb, v);
}

enum ct_err verify_make(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, uint32_t number, struct verify *out)
{
	struct verify v = {
	    .story = number, .earlier = earlier, .foreign = foreign_are(story, earlier)};
	enum ct_err err =
	    v.foreign ? compare_foreign(a, f, story, earlier, &v) : compare(a, story, earlier, &v);

	if (err != CT_OK)
		return err;
	v.logit = trees_logit(v.foreign ? &trees_foreign : &trees_derived, &v.traits);
	v.prior = traits_prior(story, earlier, &v.traits);
	v.own = traits_own_coverage(story, earlier, &v.traits);
	v.derived = verify_probability(v.logit + v.prior);
	v.event = verify_probability(
	    trees_logit(v.foreign ? &trees_foreign_event : &trees_event, &v.traits));
	*out = v;
	return CT_OK;
}

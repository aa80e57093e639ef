#include "verify.h"

#include <math.h>

#include "trees.h"

static double probability(float logit)
{
	return 1 / (1 + exp(-(double)logit));
}

enum ct_err verify_make(struct arena *a, const struct profile *story, const struct profile *earlier,
    uint32_t number, struct verify *out)
{
	struct verify v = {.story = number, .earlier = earlier};
	enum ct_err err = align_make(a, story, earlier, &v.align);

	if (err == CT_OK)
		err = facts_make(a, story, earlier, &v.align, &v.facts);
	if (err != CT_OK)
		return err;
	traits_make(story, earlier, &v.align, &v.facts, &v.traits);
	v.derived = probability(trees_logit(&trees_derived, &v.traits) +
				traits_own_coverage(story, earlier, &v.traits));
	v.event = probability(trees_logit(&trees_event, &v.traits));
	*out = v;
	return CT_OK;
}

#include "kinship.h"

#define STEPS_MAX 16 /* a damaged file may lead in circles */

static float link_of(const struct store_kin *kin)
{
	return kin->verdict == CT_UPDATED ? 1 : (float)kin->score;
}

/* From the row of a story, *kin, to its family's first: *first.  Its own link
 * counts in any case, further ones where they are sure. */
static enum ct_err climb(
    struct store *st, int64_t story, const struct store_kin *kin, int64_t *first)
{
	struct store_kin at = *kin;

	for (int i = 0; i < STEPS_MAX && at.family != story; i++) {
		int64_t next = at.family;
		enum ct_err err = store_story_kin(st, next, &at);

		if (err == CT_EINVAL) /* pruned: who came after it is the first now */
			break;
		if (err != CT_OK)
			return err;
		story = next;
		if (link_of(&at) < CANDIDATES_LINK_SURE)
			break;
	}
	*first = story;
	return CT_OK;
}

enum ct_err kinship_first(struct store *st, int64_t story, int64_t *first)
{
	struct store_kin kin;
	enum ct_err err = store_story_kin(st, story, &kin);

	return err == CT_OK ? climb(st, story, &kin, first) : err;
}

enum ct_err kinship_of(void *ctx, uint32_t n, struct candidates_kin *out)
{
	struct store_kin kin;
	int64_t first = 0;
	enum ct_err err = store_story_kin(ctx, n, &kin);

	if (err == CT_OK)
		err = climb(ctx, n, &kin, &first);
	if (err == CT_OK)
		*out = (struct candidates_kin){
		    .family = (uint32_t)first,
		    .cluster = (uint32_t)kin.cluster,
		    .link = link_of(&kin),
		    .told = kin.told,
		};
	return err;
}

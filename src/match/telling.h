/* How a story is told against an earlier one: grouping, order, speech, slots. */
#ifndef TELLING_H
#define TELLING_H

#include "facts.h"

struct telling {
	/* Of pairs of rare terms that both stories have, and that share a sentence of
	 * the story: the weight of all, and of those that share one there as well. */
	float pairs, grouped;
	float order;      /* sentences in the same order less those in another, of all */
	float lede;       /* similarity of the story's first sentences to the earlier's first */
	float speech;     /* weight of the story's direct speech */
	float speech_new; /* of it, the sentences that the earlier story mostly lacks */
	float slots;      /* facts that stand where another stands between the same words */
};

/* Both are weighed; the arena is for scratch.  CT_ENOMEM: it is full. */
enum ct_err telling_make(struct arena *a, const struct profile *story,
    const struct profile *earlier, const struct kin *kin, const struct align *al,
    const struct facts *f, struct telling *out);

#endif

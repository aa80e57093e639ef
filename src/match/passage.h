/* The part of a story that an earlier one tells, where the rest is another matter. */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "facts.h"

struct passage {
	size_t first, n; /* sentences of the story */
};

/* Log odds: it is the likeliest of many runs of sentences. */
#define PASSAGE_PRIOR -0.5f

/* Is there one?  al and f: of the two; both are weighed. */
bool passage_find(const struct profile *story, const struct align *al, const struct facts *f,
    struct passage *out);
/* It as a story of its own, all of it in the arena; to be weighed. */
enum ct_err passage_profile(
    struct arena *a, const struct profile *story, const struct passage *p, struct profile **out);

#endif

/* Do two stories that are no copies tell of one event? */
#ifndef EVENT_H
#define EVENT_H

#include "profile.h"

struct event {
	float weight;  /* of what few other stories name, and both of these do */
	float support; /* how many: a name is 1, a number or rare word less */
	float share;   /* of all that is rare in the story that has less */
	float names;   /* weight of the names alone, */
	float topic;   /* of what else is not common, */
	float both;    /* and together */
	float part;    /* of all that is not common in the story that has less */
	bool likely;   /* a name, and something said of it */
	bool told;     /* enough by itself */
};

/* They came days apart: as far as both are dated. */
bool event_apart(const struct profile *story, const struct profile *earlier);
/* Both came at about one time, and say enough to be weighed. */
bool event_near(const struct profile *story, const struct profile *earlier);
/* Both are weighed with f.  CT_ENOMEM: the arena is full. */
enum ct_err event_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct event *out);
/* The shadows of two stories in two languages (foreign.h), and the docs that cast them. */
struct event_shadows {
	const struct profile *story, *earlier;
	const struct doc *story_own, *earlier_own;
};
/* The same of them. */
enum ct_err event_weigh_foreign(
    struct arena *a, const struct idf *f, const struct event_shadows *s, struct event *out);

#endif

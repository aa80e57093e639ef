/* Do two stories that are no copies tell of one event? */
#ifndef EVENT_H
#define EVENT_H

#include "profile.h"

struct event {
	float names; /* weight of the names that both have, */
	float topic; /* of what else is not common, */
	float both;  /* and together */
	bool told;   /* enough for one event, where both came at about one time */
};

/* They came days apart: as far as both are dated. */
bool event_apart(const struct profile *story, const struct profile *earlier);
/* May the story follow the earlier one up, of its own outlet?  Not where they came a week
 * apart, and as often as not are two entries of what comes weekly. */
bool event_follows(const struct profile *story, const struct profile *earlier);
/* Both came at about one time, and say enough to be weighed. */
bool event_near(const struct profile *story, const struct profile *earlier);
/* The shadows of two stories in two languages (foreign.h), and the docs that cast them. */
struct event_shadows {
	const struct profile *story, *earlier;
	const struct doc *story_own, *earlier_own;
};
/* Do they tell of one event?  CT_ENOMEM: the arena is full. */
enum ct_err event_weigh_foreign(
    struct arena *a, const struct idf *f, const struct event_shadows *s, struct event *out);

#endif

/* Do two stories that are no copies tell of one event? */
#ifndef EVENT_H
#define EVENT_H

#include "profile.h"

struct event {
	float weight;  /* of what few other stories name, and both of these do */
	float share;   /* of all such things in the story that has fewer */
	float support; /* how many: a name is 1, a number or rare word less */
};

/* Both are weighed with f.  CT_ENOMEM: the arena is full. */
enum ct_err event_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct event *out);
/* True where that is enough by itself, for stories that came at about one time. */
bool event_told(const struct profile *story, const struct profile *earlier, const struct event *e);

#endif

/* Retention, and mending: prunes the store, and makes lost index segments again, in
 * small steps between polls, never all at once. */
#ifndef UPKEEP_H
#define UPKEEP_H

#include "clerk.h"
#include "loop.h"

struct upkeep;

struct upkeep *upkeep_new(struct loop *l, struct clerk *c);
void upkeep_free(struct upkeep *u); /* no step may be at the clerk any more */
/* retain: seconds, 0 for ever; max_size: bytes, 0 no bound. */
void upkeep_configure(struct upkeep *u, int64_t retain, int64_t max_size);
/* Something was stored: look whether there is something to do, at most once an hour. */
void upkeep_kick(struct upkeep *u);

#endif

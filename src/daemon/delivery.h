/* Deliveries that the outbox has in hand, in lists. */
#ifndef DELIVERY_H
#define DELIVERY_H

#include "store.h"

struct delivery {
	int64_t id, tries, allowed; /* allowed: tries in all */
	int64_t wait;               /* seconds that the receiver asked for, or 0 */
	char *alert_id, *sink;
	char *payload;
	size_t payload_n;
	char error[160];
	bool ok, permanent, answered;
	struct delivery *next;
};

struct delivery *delivery_new(const struct store_delivery *sd); /* a copy; NULL: no memory */
void delivery_free(struct delivery *d);                         /* NULL is allowed */
void delivery_free_all(struct delivery *first);
struct delivery *delivery_find(struct delivery *first, int64_t id); /* or NULL */
/* Moves those that are answered out of the list, and gives them as another. */
struct delivery *delivery_take_answered(struct delivery **first);
/* Is there one that is answered, or is not? */
bool delivery_any(const struct delivery *first, bool answered);

#endif

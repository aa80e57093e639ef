#include "delivery.h"

#include <stdlib.h>

struct delivery *delivery_new(const struct store_delivery *sd)
{
	struct delivery *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	d->id = sd->id;
	d->tries = sd->tries;
	d->alert_id = strndup(sd->alert_id.p, sd->alert_id.n);
	d->sink = strndup(sd->sink.p, sd->sink.n);
	d->payload = malloc(sd->payload.n + 1);
	if (d->alert_id == NULL || d->sink == NULL || d->payload == NULL) {
		delivery_free(d);
		return NULL;
	}
	if (sd->payload.n > 0)
		memcpy(d->payload, sd->payload.p, sd->payload.n);
	d->payload_n = sd->payload.n;
	return d;
}

void delivery_free(struct delivery *d)
{
	if (d == NULL)
		return;
	free(d->alert_id);
	free(d->sink);
	free(d->payload);
	free(d);
}

void delivery_free_all(struct delivery *first)
{
	while (first != NULL) {
		struct delivery *next = first->next;

		delivery_free(first);
		first = next;
	}
}

struct delivery *delivery_find(struct delivery *first, int64_t id)
{
	while (first != NULL && first->id != id)
		first = first->next;
	return first;
}

struct delivery *delivery_take_answered(struct delivery **first)
{
	struct delivery *answered = NULL;

	while (*first != NULL) {
		struct delivery *d = *first;

		if (!d->answered) {
			first = &d->next;
			continue;
		}
		*first = d->next;
		d->next = answered;
		answered = d;
	}
	return answered;
}

bool delivery_any(const struct delivery *first, bool answered)
{
	while (first != NULL && first->answered != answered)
		first = first->next;
	return first != NULL;
}

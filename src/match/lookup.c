/* The memory reads of a segment are started together, so that they wait together. */
#include "lookup.h"

#include <stdlib.h>

#include "radix.h"

#define FEW (256u << 10) /* bytes */

bool lookup_init(struct lookup *l)
{
	*l = (struct lookup){.few = calloc(FEW, 1)};
	return l->few != NULL;
}

void lookup_free(struct lookup *l)
{
	free(l->hits);
	free(l->order);
	free(l->few);
	*l = (struct lookup){0};
}

void lookup_keys(struct lookup *l, const uint32_t *keys, size_t nkeys)
{
	struct radix_item sorted[LOOKUP_KEYS_MAX], scratch[LOOKUP_KEYS_MAX];

	l->n = l->nhits = 0;
	if (nkeys > LOOKUP_KEYS_MAX)
		nkeys = LOOKUP_KEYS_MAX;
	for (size_t i = 0; i < nkeys; i++)
		sorted[i] = (struct radix_item){keys[i], 0};
	radix_sort(sorted, scratch, nkeys);
	for (size_t i = 0; i < nkeys; i++)
		if (i == 0 || sorted[i].key != sorted[i - 1].key)
			l->keys[l->n++] = (struct lookup_key){.key = sorted[i].key};
}

static bool put_in_order(struct lookup *l, const struct part *parts, size_t nparts, int64_t since)
{
	if (nparts > l->caporder) {
		size_t *order = realloc(l->order, 2 * nparts * sizeof(*order));

		if (order == NULL)
			return false;
		l->order = order;
		l->caporder = 2 * nparts;
	}
	l->norder = 0;
	for (size_t i = 0; i < nparts; i++) {
		size_t at = l->norder;

		if (!lookup_reaches(&parts[i], since))
			continue;
		for (; at > 0 && parts[l->order[at - 1]].seg.nstories < parts[i].seg.nstories; at--)
			l->order[at] = l->order[at - 1];
		l->order[at] = i;
		l->norder++;
	}
	return true;
}

static bool room_for_hits(struct lookup *l)
{
	if (l->caphits - l->nhits >= l->n)
		return true;
	size_t cap = l->caphits * 2 + l->n;
	struct lookup_hit *h = realloc(l->hits, cap * sizeof(*h));

	if (h == NULL)
		return false;
	l->hits = h;
	l->caphits = cap;
	return true;
}

static void found(
    struct lookup *l, struct lookup_key *k, size_t part, const struct segment_list *list)
{
	l->hits[l->nhits] = (struct lookup_hit){*list, (uint32_t)part, k->hits};
	k->hits = (uint32_t)++l->nhits;
	k->df += list->count;
}

static void look_into(struct lookup *l, const struct segment *s, size_t part, uint64_t most)
{
	struct segment_list list;

	for (size_t i = 0; i < l->n; i++)
		segment_prefetch_bucket(s, l->keys[i].key);
	for (size_t i = 0; i < l->n; i++) {
		struct lookup_key *k = &l->keys[i];

		k->maybe = k->df <= most && segment_may_have(s, k->key);
		if (k->maybe)
			segment_prefetch_body(s, k->key);
	}
	for (size_t i = 0; i < l->n; i++)
		if (l->keys[i].maybe && segment_find(s, l->keys[i].key, &l->room, &list))
			found(l, &l->keys[i], part, &list);
}

bool lookup_make(
    struct lookup *l, const struct part *parts, size_t nparts, int64_t since, uint64_t most)
{
	l->room = (struct segment_room){l->few, FEW};
	if (!put_in_order(l, parts, nparts, since))
		return false;
	for (size_t i = 0; i < l->norder; i++) {
		if (!room_for_hits(l))
			return false;
		look_into(l, &parts[l->order[i]].seg, l->order[i], most);
	}
	return true;
}

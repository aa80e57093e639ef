/*
 * The stories of a query, and what the keys that each shares with it weigh: a small
 * open-addressing table.  Once it holds SCORES_MAX stories, what shares only commoner
 * keys than those adds no more (Moffat and Zobel 1996, "continue").
 */
#ifndef SCORES_H
#define SCORES_H

#include "index.h"

#define SCORES_MAX 4096
#define SCORES_SLOTS 8192
#define SCORES_MARKS (1u << 16) /* bits */

struct scores {
	struct index_candidate list[SCORES_MAX]; /* in the order met */
	size_t n;
	uint16_t slots[SCORES_SLOTS];      /* by hash: one of the list, from 1 */
	uint64_t marks[SCORES_MARKS / 64]; /* hashes of the stories in it */
};

void scores_clear(struct scores *s);

/* One key more: the rarest first. */
static inline void scores_add(struct scores *s, uint32_t story, float weight)
{
	uint32_t hash = story * 2654435761u, mark = hash >> 16;
	uint64_t *marks = &s->marks[mark / 64], bit = UINT64_C(1) << mark % 64;

	if ((*marks & bit) == 0 && s->n == SCORES_MAX)
		return;
	size_t at = (hash >> 7) & (SCORES_SLOTS - 1);
	while (s->slots[at] != 0 && s->list[s->slots[at] - 1].story != story)
		at = (at + 1) & (SCORES_SLOTS - 1);
	if (s->slots[at] == 0) {
		if (s->n == SCORES_MAX)
			return;
		s->list[s->n++] = (struct index_candidate){.story = story};
		s->slots[at] = (uint16_t)s->n;
		*marks |= bit;
	}
	struct index_candidate *c = &s->list[s->slots[at] - 1];
	c->shared++;
	c->weight += weight;
}

/* The heaviest, at most max, the heaviest first; of equals the earlier. */
size_t scores_best(const struct scores *s, struct index_candidate *out, size_t max);

#endif

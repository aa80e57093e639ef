#include "scores.h"

void scores_clear(struct scores *s)
{
	s->n = 0;
	memset(s->slots, 0, sizeof(s->slots));
	memset(s->marks, 0, sizeof(s->marks));
}

/* Is a a worse candidate than b?  Among equals the earlier story is better. */
static inline bool worse(const struct index_candidate *a, const struct index_candidate *b)
{
	if (a->weight != b->weight)
		return a->weight < b->weight;
	return a->story > b->story;
}

/* Lets the element at i of a heap with the worst on top sink to its place. */
static void sink(struct index_candidate *heap, size_t n, size_t i)
{
	for (;;) {
		size_t least = i, l = 2 * i + 1;

		if (l < n && worse(&heap[l], &heap[least]))
			least = l;
		if (l + 1 < n && worse(&heap[l + 1], &heap[least]))
			least = l + 1;
		if (least == i)
			return;
		struct index_candidate t = heap[i];
		heap[i] = heap[least];
		heap[least] = t;
		i = least;
	}
}

size_t scores_best(const struct scores *s, struct index_candidate *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (n < max) {
			out[n++] = s->list[i];
			for (size_t j = n / 2; n == max && j-- > 0;)
				sink(out, n, j);
		} else if (worse(&out[0], &s->list[i])) {
			out[0] = s->list[i];
			sink(out, n, 0);
		}
	}
	if (n < max)
		for (size_t j = n / 2; j-- > 0;)
			sink(out, n, j);
	for (size_t left = n; left > 1;) {
		struct index_candidate t = out[--left];
		out[left] = out[0];
		out[0] = t;
		sink(out, left, 0);
	}
	return n;
}

#include "timetable.h"

#include <stdlib.h>

struct timetable {
	size_t *heap;  /* slots, earliest first */
	size_t n;      /* slots in the heap */
	size_t *place; /* of a slot in the heap, + 1; 0: not in it */
	int64_t *at;   /* of a slot */
};

struct timetable *timetable_new(size_t slots)
{
	struct timetable *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->heap = calloc(slots + 1, sizeof(*t->heap));
	t->place = calloc(slots + 1, sizeof(*t->place));
	t->at = calloc(slots + 1, sizeof(*t->at));
	if (t->heap == NULL || t->place == NULL || t->at == NULL) {
		timetable_free(t);
		return NULL;
	}
	return t;
}

void timetable_free(struct timetable *t)
{
	if (t == NULL)
		return;
	free(t->heap);
	free(t->place);
	free(t->at);
	free(t);
}

/* Equal times go by slot, so that runs repeat. */
static bool before(const struct timetable *t, size_t a, size_t b)
{
	return t->at[a] != t->at[b] ? t->at[a] < t->at[b] : a < b;
}

static void put(struct timetable *t, size_t i, size_t slot)
{
	t->heap[i] = slot;
	t->place[slot] = i + 1;
}

static void rise(struct timetable *t, size_t i)
{
	size_t slot = t->heap[i];

	for (; i > 0 && before(t, slot, t->heap[(i - 1) / 2]); i = (i - 1) / 2)
		put(t, i, t->heap[(i - 1) / 2]);
	put(t, i, slot);
}

static void sink(struct timetable *t, size_t i)
{
	size_t slot = t->heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < t->n && before(t, t->heap[child + 1], t->heap[child]))
			child++;
		if (child >= t->n || !before(t, t->heap[child], slot))
			break;
		put(t, i, t->heap[child]);
		i = child;
	}
	put(t, i, slot);
}

static void take_out(struct timetable *t, size_t slot)
{
	size_t i = t->place[slot] - 1, last = t->heap[t->n - 1];

	t->place[slot] = 0;
	t->n--;
	if (last == slot)
		return;
	put(t, i, last);
	rise(t, i);
	sink(t, t->place[last] - 1);
}

void timetable_set(struct timetable *t, size_t slot, int64_t at)
{
	if (t->place[slot] != 0)
		take_out(t, slot);
	t->at[slot] = at;
	if (at == TIMETABLE_NEVER)
		return;
	t->heap[t->n] = slot;
	rise(t, t->n++);
}

size_t timetable_take(struct timetable *t, int64_t now)
{
	if (t->n == 0 || t->at[t->heap[0]] > now)
		return SIZE_MAX;
	size_t slot = t->heap[0];
	take_out(t, slot);
	return slot;
}

int64_t timetable_next(const struct timetable *t)
{
	return t->n > 0 ? t->at[t->heap[0]] : TIMETABLE_NEVER;
}

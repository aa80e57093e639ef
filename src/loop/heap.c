/*
 * A binary heap in an array, as in Williams, "Algorithm 232: Heapsort" (CACM
 * 1964): the children of entry i stand at 2i+1 and 2i+2, and none is before its
 * parent.  Each timer knows its slot (index + 1), so that it can be taken out
 * of the middle in O(log n).  Keys are copied into the entries (24 bytes), so
 * that sifting touches the array alone, but for the slots of what moves.
 *
 *	set 30, 10, 20   ->   10 | 30 20      remove 10   ->   20 | 30
 */
#include <assert.h>
#include <stdlib.h>

#include "heap.h"

static bool before(const struct heap_entry *a, const struct heap_entry *b)
{
	return a->at != b->at ? a->at < b->at : a->seq < b->seq;
}

static void put(struct heap *h, size_t i, struct heap_entry e)
{
	h->v[i] = e;
	e.timer->slot = i + 1;
}

static void sift_up(struct heap *h, size_t i, struct heap_entry e)
{
	while (i > 0 && before(&e, &h->v[(i - 1) / 2])) {
		put(h, i, h->v[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	put(h, i, e);
}

static void sift_down(struct heap *h, size_t i, struct heap_entry e)
{
	for (size_t c; (c = 2 * i + 1) < h->n; i = c) {
		if (c + 1 < h->n && before(&h->v[c + 1], &h->v[c]))
			c++;
		if (!before(&h->v[c], &e))
			break;
		put(h, i, h->v[c]);
	}
	put(h, i, e);
}

enum ct_err heap_reserve(struct heap *h, size_t n)
{
	if (n <= h->cap)
		return CT_OK;
	struct heap_entry *v = reallocarray(h->v, n, sizeof(*v));
	if (v == NULL)
		return CT_ENOMEM;
	h->v = v;
	h->cap = n;
	return CT_OK;
}

enum ct_err heap_keep(struct heap *h, struct loop_timer *t)
{
	if (t->kept)
		return CT_OK;
	if (h->kept == h->cap && heap_reserve(h, h->cap != 0 ? 2 * h->cap : 64) != CT_OK)
		return CT_ENOMEM;
	h->kept++;
	t->kept = true;
	return CT_OK;
}

enum ct_err heap_push(struct heap *h, struct loop_timer *t)
{
	assert(t->slot == 0);
	if (heap_keep(h, t) != CT_OK)
		return CT_ENOMEM;
	sift_up(h, h->n++, (struct heap_entry){.at = t->at, .seq = h->seq++, .timer = t});
	return CT_OK;
}

void heap_remove(struct heap *h, struct loop_timer *t)
{
	assert(t->slot > 0 && t->slot <= h->n && h->v[t->slot - 1].timer == t);
	size_t i = t->slot - 1;
	struct heap_entry last = h->v[--h->n];
	t->slot = 0;
	if (i == h->n)
		return;
	if (i > 0 && before(&last, &h->v[(i - 1) / 2]))
		sift_up(h, i, last);
	else
		sift_down(h, i, last);
}

void heap_leave(struct heap *h, struct loop_timer *t)
{
	if (t->slot != 0)
		heap_remove(h, t);
	if (t->kept) {
		assert(h->kept > h->n);
		h->kept--;
	}
	t->kept = false;
}

void heap_free(struct heap *h)
{
	for (size_t i = 0; i < h->n; i++) {
		h->v[i].timer->slot = 0;
		h->v[i].timer->kept = false;
	}
	free(h->v);
	*h = (struct heap){0};
}

/*
 * The loop's timers in order of what fires first: a binary heap.  Timers of
 * one time fire in the order in which they were set.
 */
#ifndef HEAP_H
#define HEAP_H

#include "loop.h"

struct heap_entry {
	int64_t at;
	uint64_t seq;
	struct loop_timer *timer;
};

struct heap {
	struct heap_entry *v;
	size_t n, cap;
	size_t kept;  /* places, set or not: n <= kept <= cap */
	uint64_t seq; /* of the next timer set */
};

void heap_free(struct heap *h); /* its timers are unset */
/* Room for n timers: so many can be set whatever comes. */
enum ct_err heap_reserve(struct heap *h, size_t n);
/* A place for t, by which heap_push cannot fail.  It has one already: then nothing. */
enum ct_err heap_keep(struct heap *h, struct loop_timer *t);
/* t must not be in a heap; t->at is its time.  Gives it a place, where it has none. */
enum ct_err heap_push(struct heap *h, struct loop_timer *t);
void heap_remove(struct heap *h, struct loop_timer *t); /* t must be in h; it keeps its place */
void heap_leave(struct heap *h, struct loop_timer *t);  /* in or not; it gives its place back */

#endif

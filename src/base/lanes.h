/*
 * How pure code has its work done side by side: on threads of its caller's.  All NULL:
 * one thing after the other.
 */
#ifndef LANES_H
#define LANES_H

#include <stddef.h>

#define LANES_MAX 2

struct lanes {
	void *crew;
	/* Calls work(arg, lane, i) once for each i below n and returns when all are done:
	 * at once, on threads each of which has a lane of its own, below LANES_MAX. */
	void (*each)(
	    void *crew, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg);
	/* Sees to it that job(arg) is done, on any thread, before wait returns.  One at a
	 * time; each may be called meanwhile. */
	void (*start)(void *crew, void (*job)(void *arg), void *arg);
	void (*wait)(void *crew);
};

static inline void lanes_each(
    const struct lanes *l, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg)
{
	if (l->each != NULL)
		l->each(l->crew, n, work, arg);
	else
		for (size_t i = 0; i < n; i++)
			work(arg, 0, i);
}

#endif

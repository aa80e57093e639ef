/*
 * How pure code has its work done side by side: on threads of its caller's.  All NULL:
 * one thing after the other.
 */
#ifndef LANES_H
#define LANES_H

#include <stddef.h>

#define LANES_MAX 2

/* Something that may be done on any thread; lives until it was waited for.  To begin
 * with only work and arg are set. */
struct lanes_job {
	void (*work)(void *arg);
	void *arg;
	/* The crew's: */
	struct lanes_job *next;
	enum { LANES_IDLE, LANES_WAITING, LANES_AT_WORK } state;
};

struct lanes {
	void *crew;
	/* Calls work(arg, lane, i) once for each i below n and returns when all are done:
	 * at once, on threads each of which has a lane of its own, below LANES_MAX. */
	void (*each)(
	    void *crew, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg);
	/* Sees to it that the job is done before wait returns: jobs in their order, and
	 * each before a job is.  wait: at once where it was not started. */
	void (*start)(void *crew, struct lanes_job *job);
	void (*wait)(void *crew, struct lanes_job *job);
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

static inline void lanes_start(const struct lanes *l, struct lanes_job *job)
{
	if (l->start != NULL)
		l->start(l->crew, job);
	else
		job->work(job->arg);
}

static inline void lanes_wait(const struct lanes *l, struct lanes_job *job)
{
	if (l->wait != NULL)
		l->wait(l->crew, job);
}

#endif

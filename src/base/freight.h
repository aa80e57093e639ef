/*
 * Bytes on their way from the network to the store.  What they are is known to those who
 * have them; here they are only counted, so that who would bring more can look first,
 * and memory is bounded by what may wait and not by how slow the last stage is.
 *
 *	incoming   bodies that are being fetched
 *	bodies     that wait for a worker, or go to one
 *	messages   workers' answers, until the clerk has stored what they say
 *
 * One thread.
 */
#ifndef FREIGHT_H
#define FREIGHT_H

#include <stddef.h>

/* Bytes of bodies and messages that keep workers and clerk at work: nothing is begun
 * where there are as many.  No body is given to a worker where as much waits in
 * messages. */
#define FREIGHT_ENOUGH ((size_t)16 << 20)
/* Bytes in all: past these a body that comes in makes way, and is fetched again; but for
 * the answer to what was posted. */
#define FREIGHT_MOST ((size_t)48 << 20)

struct freight {
	size_t incoming, bodies, messages;
};

/* What one holder has of one of the counts; zeroed: nothing. */
struct freight_part {
	size_t *sum, n;
};

static inline void freight_drop(struct freight_part *p)
{
	if (p->sum != NULL)
		*p->sum -= p->n;
	*p = (struct freight_part){0};
}

/* It holds n bytes now, which count there; sum must outlive it. */
static inline void freight_hold(struct freight_part *p, size_t *sum, size_t n)
{
	freight_drop(p);
	*p = (struct freight_part){sum, n};
	*sum += n;
}

static inline size_t freight_behind(const struct freight *f)
{
	return f->bodies + f->messages;
}

static inline size_t freight_sum(const struct freight *f)
{
	return f->incoming + f->bodies + f->messages;
}

#endif

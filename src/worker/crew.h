/* The worker processes on the loop: who is idle, who works on what, and the
 * end of those that misbehave.  The pool's queue stands before it. */
#ifndef CREW_H
#define CREW_H

#include "task.h"

struct worker;

struct crew {
	struct loop *loop;
	const struct pool_options *o;
	struct worker *first; /* most recently used first */
	unsigned n, deaths;
	size_t running;               /* tasks */
	void (*free_hand)(void *ctx); /* a task ended: another may begin */
	void *ctx;
};

/* Gives t to an idle worker, or to a new one.  CT_ELIMIT: all are at work, or
 * no further one can be started now.  CT_EIO: there is none, and *why (an
 * errno) says why none starts.  t stays the caller's unless CT_OK. */
enum ct_err crew_give(struct crew *c, struct task *t, int *why);
/* Kills all; tasks are freed, nobody is called. */
void crew_end(struct crew *c);

#endif

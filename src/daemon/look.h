/* A look at the errands that are due, as the store has them. */
#ifndef LOOK_H
#define LOOK_H

#include "errand.h"

struct look {
	struct task task; /* first: the clerk's view of it */
	void *owner;
	int64_t now; /* seconds: what is due by then */
	/* what was found */
	struct errand *due; /* one of a feed at most, and so many at a time; feeds by turns */
	int64_t next;       /* when the next one is due; 0: none waits */
	int64_t after;      /* the feed that was served last: the next look begins behind it */
	int64_t took_us;    /* of CPU */
};

/* The task's work (clerk's thread).  What was read before a failure stays in due. */
enum ct_err look_run(struct task *t, struct store *st, struct desk *d);
/* Frees what is due. */
void look_drop(struct look *l);

#endif

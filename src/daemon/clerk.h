/*
 * The clerk: the thread that owns the store and the desk.  Everything that
 * touches them is a task, run in the order of submission (those that are `soon`
 * before the others); tasks that write run many to a transaction, and are told
 * done only after it is on disk.
 */
#ifndef CLERK_H
#define CLERK_H

#include "desk.h"
#include "loop.h"
#include "store.h"

struct clerk;

/* Embedded at the head of what it works on. */
struct task {
	/* On the clerk's thread.  May run twice: when a batch fails it is rolled
	 * back and, unless the disk is full, each of its tasks is run again alone. */
	enum ct_err (*run)(struct task *t, struct store *st, struct desk *d);
	/* On the loop's thread, exactly once; the task is its to free.  full: err
	 * is CT_EIO because the disk is full. */
	void (*done)(struct task *t, enum ct_err err, bool full);
	bool write;    /* run within a transaction */
	bool soon;     /* before all that are not: short, and somebody waits for it */
	unsigned cost; /* documents in it, to size a batch; 0 counts as 1 */
	enum ct_err err;
	bool full;
	struct task *next;
};

/* Opens the store and starts the thread; *why and errno as in store_open. */
enum ct_err clerk_new(struct loop *l, const char *store, const struct desk_options *o,
    struct clerk **out, char **why);
/* Runs what is `soon`, calls done for all that was submitted (the rest failed
 * with CT_EIO), ends the thread and closes the store.  What done submits then is
 * never run. */
void clerk_free(struct clerk *c);

/* Never fails: the caller keeps tasks bounded by asking clerk_has_room first
 * where they come from outside. */
void clerk_submit(struct clerk *c, struct task *t);
bool clerk_has_room(struct clerk *c);
size_t clerk_waiting(struct clerk *c);
/* Tasks that ended so far: it works where this grows, or none is waiting. */
uint64_t clerk_ended(struct clerk *c);
/* The last message of the store, for the log; a copy valid until the next call. */
const char *clerk_error(struct clerk *c);

#endif

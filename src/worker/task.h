/* A job that waits or runs, and who wants to know how it ended. */
#ifndef TASK_H
#define TASK_H

#include "job.h"
#include "pool.h"

struct task {
	struct task *next;
	struct buf head, body; /* what goes over the socket, one behind the other */
	struct freight_part waits;
	pool_done_fn *done;
	void *ctx;
};

/* A job but for its body, whose bytes move into the task (*body is emptied); on failure they stay. */
enum ct_err task_new(
    const struct job *j, struct buf *body, pool_done_fn *done, void *ctx, struct task **out);
void task_free(struct task *t);
/* Calls back, then frees both; message may be NULL. */
void task_end(struct task *t, enum pool_outcome outcome, const char *why, struct buf *message);

#endif

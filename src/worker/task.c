#include "task.h"

#include <stdlib.h>

enum ct_err task_new(
    const struct job *j, struct buf *body, pool_done_fn *done, void *ctx, struct task **out)
{
	struct task *t = calloc(1, sizeof *t);

	if (t == NULL)
		return CT_ENOMEM;
	t->head = BUF_INIT(JOB_MAX);
	struct job whole = *j;
	whole.body = buf_view(body);
	enum ct_err err = job_head(&whole, &t->head);
	if (err != CT_OK) {
		task_free(t);
		return err;
	}
	t->body = *body;
	*body = BUF_INIT(body->max);
	t->done = done;
	t->ctx = ctx;
	*out = t;
	return CT_OK;
}

void task_free(struct task *t)
{
	buf_free(&t->head);
	buf_free(&t->body);
	freight_drop(&t->waits);
	free(t);
}

void task_end(struct task *t, enum pool_outcome outcome, const char *why, struct buf *message)
{
	struct buf none = BUF_INIT(0);

	t->done(t->ctx, outcome, why, message != NULL ? message : &none);
	if (message != NULL)
		buf_free(message);
	task_free(t);
}

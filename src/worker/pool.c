/*
 * The queue before the workers.  `pump`, always called by the loop, gives the
 * tasks out and tells who waits for room.
 */
#include "pool.h"

#include <stdio.h>
#include <stdlib.h>

#include "crew.h"
#include "task.h"

#define FULL_MS 20 /* until it is looked again whether messages were stored */

struct pool {
	struct pool_options o;
	struct freight own; /* where the options name none */
	char *program;
	struct task *first, **last; /* waiting */
	size_t waiting;
	struct crew crew;
	struct loop_timer pump;
};

static struct task *take_task(struct pool *p)
{
	struct task *t = p->first;

	p->first = t->next;
	if (p->first == NULL)
		p->last = &p->first;
	p->waiting--;
	return t;
}

static void pump(void *ctx);

static void pump_soon(void *ctx)
{
	struct pool *p = ctx;

	loop_after(p->crew.loop, &p->pump, 0, pump, p);
}

static bool is_full(const struct pool *p)
{
	return p->o.freight->messages >= FREIGHT_ENOUGH;
}

/* No worker runs and none starts: the task ends here, and not in a callback of
 * its own sender. */
static void cannot_start(struct pool *p, int why)
{
	char text[200];

	snprintf(
	    text, sizeof text, "%.96s cannot be started: %s", p->program, strerrordesc_np(why));
	task_end(take_task(p), POOL_UNABLE, text, NULL);
	pump_soon(p);
}

static void pump(void *ctx)
{
	struct pool *p = ctx;
	enum ct_err err = CT_OK;
	int why = 0;

	while (
	    p->first != NULL && !is_full(p) && (err = crew_give(&p->crew, p->first, &why)) == CT_OK)
		take_task(p);
	if (p->first != NULL && is_full(p))
		loop_after(p->crew.loop, &p->pump, FULL_MS, pump, p);
	if (err == CT_EIO)
		cannot_start(p, why);
}

struct pool *pool_new(struct loop *l, const struct pool_options *o)
{
	struct pool *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->program = strdup(o->program);
	if (p->program == NULL || loop_keep(l, &p->pump) != CT_OK) {
		free(p->program);
		free(p);
		return NULL;
	}
	p->o = *o;
	p->o.program = p->program;
	if (p->o.freight == NULL)
		p->o.freight = &p->own;
	if (p->o.workers == 0)
		p->o.workers = 1;
	if (p->o.queue == 0)
		p->o.queue = 1;
	if (p->o.idle_ms == 0)
		p->o.idle_ms = 30000;
	p->last = &p->first;
	p->crew = (struct crew){.loop = l, .o = &p->o, .free_hand = pump_soon, .ctx = p};
	return p;
}

void pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	loop_cancel(p->crew.loop, &p->pump);
	crew_end(&p->crew);
	while (p->first != NULL)
		task_free(take_task(p));
	free(p->program);
	free(p);
}

bool pool_has_room(const struct pool *p)
{
	return p->waiting < p->o.queue;
}

static enum ct_err queue(
    struct pool *p, const struct job *j, struct buf *body, pool_done_fn *done, void *ctx)
{
	struct task *t = NULL;

	if (!pool_has_room(p))
		return CT_ELIMIT;
	enum ct_err err = task_new(j, body, done, ctx, &t);
	if (err != CT_OK)
		return err;
	loop_after(p->crew.loop, &p->pump, 0, pump, p);
	freight_hold(&t->waits, &p->o.freight->bodies, t->head.cap + t->body.cap);
	*p->last = t;
	p->last = &t->next;
	p->waiting++;
	return CT_OK;
}

enum ct_err pool_parse(struct pool *p, struct buf *body, struct view url, struct view content_type,
    struct view known, pool_done_fn *done, void *ctx)
{
	const struct job j = {
	    .kind = JOB_FEED, .url = url, .content_type = content_type, .known = known};

	return queue(p, &j, body, done, ctx);
}

enum ct_err pool_extract(struct pool *p, struct buf *body, struct view url,
    struct view content_type, pool_done_fn *done, void *ctx)
{
	const struct job j = {.kind = JOB_PAGE, .url = url, .content_type = content_type};

	return queue(p, &j, body, done, ctx);
}

size_t pool_waiting(const struct pool *p)
{
	return p->waiting + p->crew.running;
}

unsigned pool_workers(const struct pool *p)
{
	return p->crew.n;
}

unsigned pool_deaths(const struct pool *p)
{
	return p->crew.deaths;
}

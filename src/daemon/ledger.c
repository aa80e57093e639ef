#include "ledger.h"

#include <stdlib.h>

#define LINES 512
#define WRITE_MS 1000
#define COST 16 /* lines that cost as much as a document */

struct line {
	int64_t id, next_poll, last_poll, last_ok, interval, last_status, polls, max_age;
};

struct page {
	struct task task; /* first: the clerk's view of it */
	struct ledger *ledger;
	size_t n;
	struct line lines[LINES];
};

struct ledger {
	struct loop *loop;
	struct clerk *clerk;
	struct ledger_hooks hooks;
	struct page *open; /* being filled, or NULL */
	size_t under_way;  /* pages with the clerk */
	struct loop_timer timer;
};

/* --- the clerk's thread ------------------------------------------------------------------ */

static enum ct_err run(struct task *t, struct store *st, struct desk *d)
{
	const struct page *p = (struct page *)t;
	enum ct_err err = CT_OK;

	(void)d;
	for (size_t i = 0; err == CT_OK && i < p->n; i++) {
		const struct line *l = &p->lines[i];
		const struct store_feed row = {
		    .id = l->id,
		    .next_poll = l->next_poll,
		    .last_poll = l->last_poll,
		    .last_ok = l->last_ok,
		    .interval = l->interval,
		    .last_status = l->last_status,
		    .polls = l->polls,
		    .max_age = l->max_age,
		};

		err = store_feed_touch(st, &row);
	}
	return err;
}

/* --- the loop's -------------------------------------------------------------------------- */

static void done(struct task *t, enum ct_err err, bool full)
{
	struct page *p = (struct page *)t;
	struct ledger *g = p->ledger;

	free(p);
	g->under_way--;
	g->hooks.written(g->hooks.ctx, err, full);
}

static void on_time(void *ctx)
{
	ledger_flush(ctx);
}

struct ledger *ledger_new(struct loop *l, struct clerk *c, const struct ledger_hooks *hooks)
{
	struct ledger *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	if (loop_keep(l, &g->timer) != CT_OK) {
		free(g);
		return NULL;
	}
	g->loop = l;
	g->clerk = c;
	g->hooks = *hooks;
	return g;
}

void ledger_free(struct ledger *g)
{
	if (g == NULL)
		return;
	loop_cancel(g->loop, &g->timer);
	free(g->open);
	free(g);
}

/* Without memory a line is lost: the feed is asked early after the next start. */
void ledger_add(struct ledger *g, const struct store_feed *row)
{
	if (g->open == NULL) {
		g->open = malloc(sizeof(*g->open));
		if (g->open == NULL)
			return;
		g->open->ledger = g;
		g->open->n = 0;
		loop_after(g->loop, &g->timer, WRITE_MS, on_time, g);
	}
	g->open->lines[g->open->n++] = (struct line){row->id, row->next_poll, row->last_poll,
	    row->last_ok, row->interval, row->last_status, row->polls, row->max_age};
	if (g->open->n == LINES)
		ledger_flush(g);
}

void ledger_flush(struct ledger *g)
{
	struct page *p = g->open;

	if (p == NULL)
		return;
	loop_rest(g->loop, &g->timer);
	g->open = NULL;
	g->under_way++;
	p->task = (struct task){.run = run,
	    .done = done,
	    .write = true,
	    .soon = true,
	    .cost = 1 + (unsigned)p->n / COST};
	clerk_submit(g->clerk, &p->task);
}

bool ledger_busy(const struct ledger *g)
{
	return g->open != NULL || g->under_way > 0;
}

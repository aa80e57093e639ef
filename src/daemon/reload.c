#include "reload.h"

#include <stdlib.h>

struct reload {
	struct task task; /* first */
	struct clerk *clerk;
	struct reload_hooks hooks;
	struct roster *next; /* on its way in, or NULL */
	struct roster *now;  /* in force: desk and outbox use its conf */
	struct roster *old;  /* what the desk may use until it was given `now` */
	bool busy, stopped;
};

struct reload *reload_new(struct clerk *c, const struct reload_hooks *hooks)
{
	struct reload *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->clerk = c;
	r->hooks = *hooks;
	return r;
}

void reload_free(struct reload *r)
{
	if (r == NULL)
		return;
	roster_unref(r->next);
	roster_unref(r->now);
	roster_unref(r->old);
	free(r);
}

/* --- give ------------------------------------------------------------------------ */

static enum ct_err give_run(struct task *t, struct store *st, struct desk *d)
{
	struct reload *r = (struct reload *)t;
	const struct conf *c = r->now->conf;
	const struct desk_options o = {c->window, c->backdate, c->alerts, c->nalerts};

	(void)st;
	desk_configure(d, &o);
	return CT_OK;
}

static void on_given(struct task *t, enum ct_err err, bool full)
{
	struct reload *r = (struct reload *)t;

	(void)err;
	(void)full;
	roster_unref(r->old);
	r->old = NULL;
	r->busy = false;
	if (!r->stopped)
		r->hooks.over(r->hooks.ctx, r->now->conf, NULL);
}

static void give(struct reload *r)
{
	r->old = r->now;
	r->now = r->next;
	r->next = NULL;
	r->task.run = give_run;
	r->task.done = on_given;
	r->task.write = false;
	clerk_submit(r->clerk, &r->task);
}

/* --- load, take -------------------------------------------------------------------- */

static enum ct_err load_run(struct task *t, struct store *st, struct desk *d)
{
	(void)d;
	return roster_load(((struct reload *)t)->next, st);
}

static void on_loaded(struct task *t, enum ct_err err, bool full)
{
	struct reload *r = (struct reload *)t;

	if (!r->stopped && err == CT_OK) {
		err = r->hooks.take(r->hooks.ctx, r->next);
		if (err == CT_OK) {
			give(r);
			return;
		}
	}
	roster_unref(r->next);
	r->next = NULL;
	r->busy = false;
	if (!r->stopped)
		r->hooks.over(r->hooks.ctx, NULL,
		    full            ? "disk full"
		    : err == CT_EIO ? clerk_error(r->clerk)
				    : ct_strerror(err));
}

enum ct_err reload_begin(struct reload *r, struct conf *conf, struct buf *errors)
{
	enum ct_err err = roster_new(conf, &r->next, errors);

	if (err != CT_OK) {
		if (errors->n == 0)
			buf_adds(errors, ct_strerror(err));
		return err;
	}
	r->task.run = load_run;
	r->task.done = on_loaded;
	r->task.write = true;
	r->busy = true;
	clerk_submit(r->clerk, &r->task);
	return CT_OK;
}

bool reload_busy(const struct reload *r)
{
	return r->busy;
}

void reload_stop(struct reload *r)
{
	r->stopped = true;
}

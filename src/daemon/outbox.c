#include "outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "backoff.h"
#include "delivery.h"
#include "log.h"

/* Deliveries read for one sink at a time: a stuck sink holds up no other. */
#define LOOK 256
#define SOON 30000 /* ms until another try after trouble of our own */
#define SINKS_MAX ((size_t)1 << 20)
/* Seconds; no delivery waits longer, unless the clock was set back. */
#define WAIT_MAX (7 * 3600)

/* Reads what is due (clerk's thread). */
struct look {
	struct task task;
	struct outbox *outbox;
	int64_t now, next; /* next: when more is due, or 0 */
	struct buf sinks;  /* names of those that something waits for, NUL behind each */
	struct delivery *due, **end;
	bool failed;
};

/* Writes what became of deliveries (clerk's thread). */
struct mark {
	struct task task;
	struct outbox *outbox;
	struct delivery *answered;
	int64_t now;
};

struct outbox {
	struct loop *loop;
	struct clerk *clerk;
	struct outbox_hooks hooks;
	struct sinks *sinks;
	const struct conf *conf;
	struct delivery *flying; /* handed to a sink */
	/* One of each at a time, held here: no want of memory stops them. */
	struct look look;
	struct mark mark; /* its answered: to be marked; or NULL */
	bool looking, again;
	bool at_clerk; /* mark is; else its last try failed */
	bool stopped;
	size_t failed;
	struct loop_timer flush_timer, look_timer;
};

/* --- look ------------------------------------------------------------------------------- */

static bool add_due(void *ctx, const struct store_delivery *sd)
{
	struct look *l = ctx;
	struct delivery *d = delivery_new(sd);

	if (d == NULL) {
		l->failed = true;
		return false;
	}
	*l->end = d;
	l->end = &d->next;
	return true;
}

static enum ct_err look_for(struct look *l, struct store *st, struct view sink)
{
	struct delivery **end = l->end;
	int64_t next = 0;
	enum ct_err err = store_alert_due(st, sink, l->now, LOOK, &next, add_due, l);

	if (err == CT_OK && next > l->now + WAIT_MAX && l->end == end)
		err = store_alert_due(st, sink, next, LOOK, &next, add_due, l);
	if (next != 0 && (l->next == 0 || next < l->next))
		l->next = next;
	return err;
}

/* By the store's sinks, not the configuration's: what waits for a sink that is
 * configured no more is due, too, and ends as a dead letter that says so. */
static enum ct_err look_run(struct task *t, struct store *st, struct desk *d)
{
	struct look *l = (struct look *)t;
	enum ct_err err = store_alert_sinks(st, &l->sinks);

	(void)d;
	for (size_t at = 0; at < l->sinks.n;) {
		struct view sink = view_of(l->sinks.p + at);
		enum ct_err one = look_for(l, st, sink);

		err = err == CT_OK ? one : err; /* the other sinks shall not wait for it */
		at += sink.n + 1;
	}
	return err == CT_OK && l->failed ? CT_ENOMEM : err;
}

static void look_clear(struct look *l)
{
	buf_free(&l->sinks);
	delivery_free_all(l->due);
	l->due = NULL;
}

static void on_timer(void *ctx)
{
	outbox_kick(ctx);
}

/* Hands d to its sink; false where the sink has its hands full. */
static bool hand_over(struct outbox *o, struct delivery *d)
{
	d->next = o->flying;
	o->flying = d;
	enum ct_err err = sinks_deliver(
	    o->sinks, d->sink, d->id, (struct view){d->payload, d->payload_n}, d->alert_id);
	if (err == CT_OK)
		return true;
	/* No answer comes: it stays pending, and is looked for again. */
	struct delivery **from = &o->flying;
	while (*from != d)
		from = &(*from)->next;
	*from = d->next;
	delivery_free(d);
	return false;
}

static bool in_hand(const struct outbox *o, int64_t id)
{
	return delivery_find(o->flying, id) != NULL || delivery_find(o->mark.answered, id) != NULL;
}

static void tell_idle(struct outbox *o)
{
	if (!outbox_busy(o) && o->hooks.idle != NULL)
		o->hooks.idle(o->hooks.ctx);
}

static void on_looked(struct task *t, enum ct_err err, bool full)
{
	struct look *l = (struct look *)t;
	struct outbox *o = l->outbox;
	struct delivery *d;
	bool left = false;

	(void)full;
	o->looking = false;
	if (err != CT_OK)
		log_error("outbox: %s", clerk_error(o->clerk));
	while ((d = l->due) != NULL) {
		l->due = d->next;
		if (o->stopped || in_hand(o, d->id))
			delivery_free(d);
		else if (!hand_over(o, d))
			left = true;
	}
	int64_t wait = 0; /* ms */
	if (l->next > l->now)
		wait = (l->next - l->now < WAIT_MAX ? l->next - l->now : WAIT_MAX) * 1000;
	if (err != CT_OK || (left && o->flying == NULL)) {
		o->failed++;
		if (wait == 0 || wait > SOON)
			wait = SOON;
	}
	if (wait > 0)
		loop_after(o->loop, &o->look_timer, wait, on_timer, o);
	look_clear(l);
	if (o->again)
		outbox_kick(o);
	else
		tell_idle(o);
}

void outbox_kick(struct outbox *o)
{
	o->again = o->looking && !o->stopped;
	if (o->looking || o->sinks == NULL || o->stopped)
		return;
	struct look *l = &o->look;
	*l = (struct look){.task = {.run = look_run, .done = on_looked, .soon = true},
	    .outbox = o,
	    .sinks = BUF_INIT(SINKS_MAX),
	    .now = time(NULL),
	    .end = &l->due};
	o->looking = true;
	clerk_submit(o->clerk, &l->task);
}

/* --- mark ------------------------------------------------------------------------------- */

static int64_t tries_allowed(const struct conf *c, const char *sink)
{
	for (size_t i = 0; i < c->nalerts; i++)
		if (strcmp(c->alerts[i].name, sink) == 0)
			return c->alerts[i].retries;
	return 0;
}

static enum ct_err mark_run(struct task *t, struct store *st, struct desk *desk)
{
	struct mark *m = (struct mark *)t;
	enum ct_err err = CT_OK;

	(void)desk;
	for (struct delivery *d = m->answered; err == CT_OK && d != NULL; d = d->next) {
		bool dead = d->permanent || d->tries + 1 >= d->allowed;
		int64_t next =
		    dead ? 0 : m->now + backoff_seconds(d->tries + 1, (uint64_t)d->id, d->wait);

		err = d->ok ? store_alert_done(st, d->id)
			    : store_alert_failed(st, d->id, next, view_of(d->error));
		if (err == CT_EINVAL) /* it is gone */
			err = CT_OK;
	}
	return err;
}

static void flush(void *ctx);

static void on_marked(struct task *t, enum ct_err err, bool full)
{
	struct mark *m = (struct mark *)t;
	struct outbox *o = m->outbox;

	(void)full;
	o->at_clerk = false;
	if (err != CT_OK) {
		/* Kept, and so not delivered again meanwhile; only an end of the
		 * program forgets them.  Receivers know them by their id then. */
		log_error("outbox: %s", clerk_error(o->clerk));
		o->failed++;
		loop_after(o->loop, &o->flush_timer, SOON, flush, o);
		tell_idle(o);
		return;
	}
	delivery_free_all(m->answered);
	m->answered = NULL;
	loop_after(o->loop, &o->flush_timer, 0, flush, o);
	outbox_kick(o);
}

static void flush(void *ctx)
{
	struct outbox *o = ctx;
	struct mark *m = &o->mark;

	if (o->at_clerk || (m->answered == NULL && !delivery_any(o->flying, true)))
		return;
	if (m->answered == NULL) {
		m->answered = delivery_take_answered(&o->flying);
		for (struct delivery *d = m->answered; d != NULL; d = d->next)
			d->allowed = tries_allowed(o->conf, d->sink);
	}
	m->task = (struct task){.run = mark_run, .done = on_marked, .write = true, .soon = true};
	m->outbox = o;
	m->now = time(NULL);
	o->at_clerk = true;
	clerk_submit(o->clerk, &m->task);
}

void outbox_answer(void *ctx, int64_t delivery, bool ok, bool permanent, const char *why)
{
	struct outbox *o = ctx;
	struct delivery *d = delivery_find(o->flying, delivery);

	if (d == NULL)
		return;
	d->answered = true;
	d->ok = ok;
	d->permanent = permanent;
	snprintf(d->error, sizeof(d->error), "%s", why != NULL ? why : "");
	if (!ok) {
		d->wait = sinks_wait(o->sinks);
		o->failed++;
		log_warning("alert %s to %s failed%s: %s", d->alert_id, d->sink,
		    permanent ? " for good" : "", d->error);
	}
	if (o->mark.answered == NULL)
		loop_after(o->loop, &o->flush_timer, 0, flush, o);
	else
		tell_idle(o); /* the last answer, while marks cannot be written */
}

/* --- outside ----------------------------------------------------------------------------- */

struct outbox *outbox_new(struct loop *l, struct clerk *c, const struct outbox_hooks *hooks)
{
	struct outbox *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return NULL;
	if (loop_keep(l, &o->flush_timer) != CT_OK || loop_keep(l, &o->look_timer) != CT_OK) {
		loop_cancel(l, &o->flush_timer);
		free(o);
		return NULL;
	}
	o->loop = l;
	o->clerk = c;
	o->look.sinks = BUF_INIT(SINKS_MAX);
	o->hooks = *hooks;
	return o;
}

void outbox_free(struct outbox *o)
{
	if (o == NULL)
		return;
	loop_cancel(o->loop, &o->flush_timer);
	loop_cancel(o->loop, &o->look_timer);
	delivery_free_all(o->flying);
	delivery_free_all(o->mark.answered);
	look_clear(&o->look);
	free(o);
}

void outbox_configure(struct outbox *o, struct sinks *s, const struct conf *c)
{
	o->sinks = s;
	o->conf = c;
}

void outbox_stop(struct outbox *o)
{
	if (o->stopped)
		return;
	o->stopped = true;
	loop_cancel(o->loop, &o->look_timer);
	flush(o); /* what could not be marked before is tried once more */
}

bool outbox_busy(const struct outbox *o)
{
	return o->at_clerk || delivery_any(o->flying, false) ||
	       (o->mark.answered == NULL && o->flying != NULL);
}

size_t outbox_failed(const struct outbox *o)
{
	return o->failed;
}

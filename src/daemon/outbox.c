#include "outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "backoff.h"
#include "log.h"

/* Deliveries read for one sink at a time: a stuck sink holds up no other. */
#define LOOK 64
#define SOON 30000 /* ms until another look after trouble of our own */

struct delivery {
	int64_t id, tries, allowed; /* allowed: tries in all */
	int64_t wait;               /* seconds that the receiver asked for, or 0 */
	char *alert_id, *sink;
	char *payload;
	size_t payload_n;
	char error[160];
	bool ok, permanent, answered;
	struct delivery *next;
};

/* Reads what is due (clerk's thread). */
struct look {
	struct task task;
	struct outbox *outbox;
	int64_t now, next; /* next: when more is due, or 0 */
	char **sinks;      /* names, NULL-terminated */
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
	struct mark *marking;    /* answered, being marked; or NULL */
	bool looking, again;
	size_t failed;
	struct loop_timer flush_timer, look_timer;
};

static void delivery_free(struct delivery *d)
{
	if (d == NULL)
		return;
	free(d->alert_id);
	free(d->sink);
	free(d->payload);
	free(d);
}

static void free_all(struct delivery *d)
{
	while (d != NULL) {
		struct delivery *next = d->next;

		delivery_free(d);
		d = next;
	}
}

static struct delivery *find(struct delivery *d, int64_t id)
{
	while (d != NULL && d->id != id)
		d = d->next;
	return d;
}

/* --- look ------------------------------------------------------------------------------- */

static bool add_due(void *ctx, const struct store_delivery *sd)
{
	struct look *l = ctx;
	struct delivery *d = calloc(1, sizeof(*d));

	if (d != NULL) {
		d->id = sd->id;
		d->tries = sd->tries;
		d->alert_id = strndup(sd->alert_id.p, sd->alert_id.n);
		d->sink = strndup(sd->sink.p, sd->sink.n);
		d->payload = malloc(sd->payload.n + 1);
	}
	if (d == NULL || d->alert_id == NULL || d->sink == NULL || d->payload == NULL) {
		delivery_free(d);
		l->failed = true;
		return false;
	}
	memcpy(d->payload, sd->payload.p, sd->payload.n);
	d->payload_n = sd->payload.n;
	*l->end = d;
	l->end = &d->next;
	return true;
}

static enum ct_err look_run(struct task *t, struct store *st, struct desk *d)
{
	struct look *l = (struct look *)t;
	enum ct_err err = CT_OK;

	(void)d;
	l->next = 0;
	for (char **sink = l->sinks; err == CT_OK && *sink != NULL; sink++) {
		int64_t next = 0;

		err = store_alert_due(st, view_of(*sink), l->now, LOOK, &next, add_due, l);
		if (next != 0 && (l->next == 0 || next < l->next))
			l->next = next;
	}
	return err == CT_OK && l->failed ? CT_ENOMEM : err;
}

static void look_free(struct look *l)
{
	for (char **s = l->sinks; s != NULL && *s != NULL; s++)
		free(*s);
	free(l->sinks);
	free_all(l->due);
	free(l);
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
		if (o->sinks == NULL || find(o->flying, d->id) != NULL ||
		    (o->marking != NULL && find(o->marking->answered, d->id) != NULL))
			delivery_free(d);
		else if (!hand_over(o, d))
			left = true;
	}
	if (err != CT_OK || (left && o->flying == NULL))
		loop_after(o->loop, &o->look_timer, SOON, on_timer, o);
	else if (l->next != 0 && l->next > l->now)
		loop_after(o->loop, &o->look_timer, (l->next - l->now) * 1000, on_timer, o);
	look_free(l);
	if (o->again)
		outbox_kick(o);
	else if (o->flying == NULL && o->marking == NULL && o->hooks.idle != NULL)
		o->hooks.idle(o->hooks.ctx);
}

static struct look *look_new(struct outbox *o)
{
	struct look *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->sinks = calloc(o->conf->nalerts + 1, sizeof(*l->sinks));
	for (size_t i = 0; l->sinks != NULL && i < o->conf->nalerts; i++) {
		l->sinks[i] = strdup(o->conf->alerts[i].name);
		if (l->sinks[i] == NULL)
			break;
	}
	if (l->sinks == NULL) {
		free(l);
		return NULL;
	}
	l->task.run = look_run;
	l->task.done = on_looked;
	l->outbox = o;
	l->now = time(NULL);
	l->end = &l->due;
	return l;
}

void outbox_kick(struct outbox *o)
{
	o->again = o->looking;
	if (o->looking || o->sinks == NULL)
		return;
	struct look *l = look_new(o);
	if (l == NULL) {
		loop_after(o->loop, &o->look_timer, SOON, on_timer, o);
		return;
	}
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
	}
	return err;
}

static void flush(void *ctx);

static void on_marked(struct task *t, enum ct_err err, bool full)
{
	struct mark *m = (struct mark *)t;
	struct outbox *o = m->outbox;

	(void)full;
	/* What could not be marked is delivered again: receivers know it by its id. */
	if (err != CT_OK)
		log_error("outbox: %s", clerk_error(o->clerk));
	free_all(m->answered);
	free(m);
	o->marking = NULL;
	loop_after(o->loop, &o->flush_timer, 0, flush, o);
	if (err == CT_OK)
		outbox_kick(o);
	else
		loop_after(o->loop, &o->look_timer, SOON, on_timer, o);
}

/* Moves the answered ones out of the list. */
static struct delivery *take_answered(struct outbox *o)
{
	struct delivery *answered = NULL, **from = &o->flying;

	while (*from != NULL) {
		struct delivery *d = *from;

		if (!d->answered) {
			from = &d->next;
			continue;
		}
		*from = d->next;
		d->allowed = tries_allowed(o->conf, d->sink);
		d->next = answered;
		answered = d;
	}
	return answered;
}

static bool any_answered(const struct outbox *o)
{
	for (const struct delivery *d = o->flying; d != NULL; d = d->next)
		if (d->answered)
			return true;
	return false;
}

static void flush(void *ctx)
{
	struct outbox *o = ctx;
	struct mark *m;

	if (o->marking != NULL || !any_answered(o))
		return;
	m = calloc(1, sizeof(*m));
	if (m == NULL) {
		loop_after(o->loop, &o->flush_timer, SOON, flush, o);
		return;
	}
	m->task.run = mark_run;
	m->task.done = on_marked;
	m->task.write = true;
	m->outbox = o;
	m->now = time(NULL);
	m->answered = take_answered(o);
	o->marking = m;
	clerk_submit(o->clerk, &m->task);
}

void outbox_answer(void *ctx, int64_t delivery, bool ok, bool permanent, const char *why)
{
	struct outbox *o = ctx;
	struct delivery *d = find(o->flying, delivery);

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
	loop_after(o->loop, &o->flush_timer, 0, flush, o);
}

/* --- outside ----------------------------------------------------------------------------- */

struct outbox *outbox_new(struct loop *l, struct clerk *c, const struct outbox_hooks *hooks)
{
	struct outbox *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return NULL;
	o->loop = l;
	o->clerk = c;
	o->hooks = *hooks;
	return o;
}

void outbox_free(struct outbox *o)
{
	if (o == NULL)
		return;
	loop_cancel(o->loop, &o->flush_timer);
	loop_cancel(o->loop, &o->look_timer);
	free_all(o->flying);
	free(o);
}

void outbox_configure(struct outbox *o, struct sinks *s, const struct conf *c)
{
	o->sinks = s;
	o->conf = c;
}

size_t outbox_failed(const struct outbox *o)
{
	return o->failed;
}

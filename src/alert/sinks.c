/*
 * The sinks of a configuration, by name.  A new configuration opens all of its
 * sinks anew beside the old ones, which retire when it is taken: those with
 * deliveries under way stay until the last is said.  What must outlive a reload
 * (an open alert file and its lock) is held by the file, which sinks share by
 * path: see jsonl.c.
 */
#include <stdlib.h>

#include "jsonl.h"
#include "printable.h"
#include "sink.h"
#include "utf8.h"

struct sinks {
	struct sinks_options o; /* strings are ours */
	sink_done_fn *done;
	void *ctx;
	struct sink *list;     /* the configuration's, and retired ones */
	struct sink *prepared; /* of the one that is to come */
	struct jsonl *files;
	struct loop_timer sync;
	size_t running;
	int64_t wait;
};

static const struct sink_type *const types[] = {
    [CONF_FILE] = &sink_file,
    [CONF_JOURNAL] = &sink_journal,
    [CONF_STDERR] = &sink_stderr,
    [CONF_EXEC] = &sink_exec,
    [CONF_WEBHOOK] = &sink_webhook,
};

static char *copy(const char *s)
{
	return strdup(s != NULL ? s : "");
}

struct sinks *sinks_new(const struct sinks_options *o, sink_done_fn *done, void *ctx)
{
	struct sinks *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->o = *o;
	(void)loop_keep(o->loop, &s->sync);
	s->o.hook_program = copy(o->hook_program);
	s->o.hook_socket = copy(o->hook_socket);
	s->o.config = copy(o->config);
	s->done = done;
	s->ctx = ctx;
	if (s->o.hook_program == NULL || s->o.hook_socket == NULL || s->o.config == NULL) {
		sinks_free(s);
		return NULL;
	}
	return s;
}

static void sink_free(struct sink *s)
{
	if (s == NULL)
		return;
	if (s->state != NULL)
		s->type->close(s);
	free(s->name);
	free(s);
}

static void list_free(struct sink *list)
{
	while (list != NULL) {
		struct sink *next = list->next;

		sink_free(list);
		list = next;
	}
}

void sinks_free(struct sinks *s)
{
	if (s == NULL)
		return;
	loop_cancel(s->o.loop, &s->sync);
	list_free(s->list);
	list_free(s->prepared);
	jsonl_sweep(&s->files, true);
	free((char *)s->o.hook_program);
	free((char *)s->o.hook_socket);
	free((char *)s->o.config);
	free(s);
}

static struct sink *sink_new(struct sinks *all, const struct conf_alert *c)
{
	struct sink *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->type = types[c->type];
	s->all = all;
	s->name = copy(c->name);
	s->timeout_ms = (c->timeout > 0 && c->timeout < 86400 ? c->timeout : 30) * 1000;
	if (s->name == NULL || s->type->open(s, c) != CT_OK) {
		sink_free(s);
		return NULL;
	}
	return s;
}

/* Frees the retired that have nothing under way. */
static void sweep(struct sinks *s)
{
	for (struct sink **at = &s->list; *at != NULL;) {
		struct sink *one = *at;

		if (one->retired && one->running == 0) {
			*at = one->next;
			sink_free(one);
		} else {
			at = &one->next;
		}
	}
}

enum ct_err sinks_prepare(struct sinks *s, const struct conf *c)
{
	struct sink **end = &s->prepared;

	sinks_drop(s);
	for (size_t i = 0; i < c->nalerts; i++) {
		*end = sink_new(s, &c->alerts[i]);
		if (*end == NULL) {
			sinks_drop(s);
			return CT_ENOMEM;
		}
		end = &(*end)->next;
	}
	return CT_OK;
}

void sinks_drop(struct sinks *s)
{
	list_free(s->prepared);
	s->prepared = NULL;
	jsonl_sweep(&s->files, false);
}

void sinks_take(struct sinks *s)
{
	struct sink **end = &s->prepared;

	for (struct sink *old = s->list; old != NULL; old = old->next)
		old->retired = true;
	while (*end != NULL)
		end = &(*end)->next;
	*end = s->list;
	s->list = s->prepared;
	s->prepared = NULL;
	sweep(s);
	jsonl_sweep(&s->files, false);
}

void sinks_try(struct sinks *s, struct buf *out)
{
	for (struct sink *one = s->list; one != NULL; one = one->next) {
		const char *why = NULL;

		if (!one->retired && one->type == &sink_file)
			why = jsonl_open(one->state);
		if (why != NULL)
			buf_addf(
			    out, "[alert %s]: %s: %s\n", one->name, jsonl_path(one->state), why);
	}
}

void sinks_reopen(struct sinks *s)
{
	jsonl_reopen(s->files);
}

size_t sinks_running(const struct sinks *s)
{
	return s->running;
}

int64_t sinks_wait(const struct sinks *s)
{
	return s->wait;
}

/* It becomes a header and a key: what is no id of ours goes nowhere. */
static bool good_id(const char *id)
{
	size_t n = id != NULL ? strlen(id) : 0;

	return n > 0 && n <= 64 && strspn(id, "0123456789abcdef") == n;
}

static struct sink *find(struct sinks *s, const char *name)
{
	for (struct sink *one = s->list; one != NULL; one = one->next)
		if (!one->retired && strcmp(one->name, name) == 0)
			return one;
	return NULL;
}

static void say(struct sinks *s, int64_t delivery, bool ok, bool permanent, const char *why)
{
	char clean[256] = "";
	struct buf b = BUF_INIT(4096);

	if (!ok) {
		printable_add(&b, view_of(why));
		struct view v = utf8_clip(buf_view(&b), sizeof(clean) - 1);
		if (v.n > 0)
			memcpy(clean, v.p, v.n);
		clean[v.n] = '\0';
		buf_free(&b);
	}
	s->done(s->ctx, delivery, ok, permanent, clean);
}

enum ct_err sinks_deliver(
    struct sinks *s, const char *sink, int64_t delivery, struct view json, const char *alert_id)
{
	struct sink *one = find(s, sink);

	if (one == NULL) {
		say(s, delivery, false, true, "no sink of this name is configured");
		return CT_OK;
	}
	if (!good_id(alert_id) || json.n < 2 || json.p[0] != '{' || !alert_one_line(json)) {
		say(s, delivery, false, true, "the stored alert is damaged");
		return CT_OK;
	}
	if (json.n > ALERT_MAX) { /* no sink would take it, today or tomorrow */
		say(s, delivery, false, true, "the alert is too large");
		return CT_OK;
	}
	one->running++;
	s->running++;
	enum ct_err err = one->type->deliver(one, delivery, json, alert_id);
	if (err != CT_OK) {
		one->running--;
		s->running--;
	}
	return err;
}

void sinks_end(struct sink *s, int64_t delivery, bool ok, bool permanent, const char *why)
{
	struct sinks *all = s->all;

	s->running--;
	all->running--;
	bool last = s->retired && s->running == 0;
	say(all, delivery, ok, permanent, why); /* s may be gone behind this */
	if (last)
		sweep(all);
}

void sinks_end_later(struct sink *s, int64_t delivery, const char *why, int64_t seconds)
{
	struct sinks *all = s->all;

	all->wait = seconds > 0 ? seconds : 0;
	sinks_end(s, delivery, false, false, why);
	all->wait = 0;
}

static void on_synced(void *owner, int64_t delivery, const char *why)
{
	sinks_end(owner, delivery, why == NULL, false, why != NULL ? why : "");
}

void sinks_sync(struct sinks *s)
{
	jsonl_sync(&s->files, on_synced);
}

static void on_sync(void *ctx)
{
	sinks_sync(ctx);
}

void sinks_sync_soon(struct sink *s)
{
	struct sinks *all = s->all;

	/* Where no timer can be had: the next sinks_sync or delivery. */
	(void)loop_after(all->o.loop, &all->sync, 0, on_sync, all);
}

const struct sinks_options *sinks_options_of(const struct sink *s)
{
	return &s->all->o;
}

struct jsonl **sinks_files_of(struct sink *s)
{
	return &s->all->files;
}

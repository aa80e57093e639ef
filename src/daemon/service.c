#include "service.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "sinks.h"
#include "control.h"
#include "log.h"
#include "notify.h"
#include "outbox.h"
#include "paths.h"
#include "poller.h"
#include "status.h"
#include "upkeep.h"

#define STOP_MS 5000

struct service {
	struct service_options options;
	struct loop *loop;
	struct fetcher *fetcher;
	struct pool *pool;
	struct clerk *clerk;
	struct sinks *sinks;
	struct outbox *outbox;
	struct poller *poller;
	struct control *control;
	struct upkeep *upkeep;
	struct reload *reload; /* under way, or NULL */
	struct status status;
	struct notify *notify;
	struct loop_timer stop_timer;
	int signals;
	bool stopping, polled_all, outbox_idle;
	unsigned failed; /* polls that failed, for --once */
	int exit;
};

/* --- a new configuration: at start and on SIGHUP ------------------------------------------- */

/* Loads a roster on the clerk's thread and swaps the desk's sinks there. */
struct reload {
	struct task task;
	struct service *service;
	struct roster *roster; /* a reference */
	struct roster *old;    /* a reference: the desk used its sinks until now */
	bool first;
};

static enum ct_err reload_run(struct task *t, struct store *st, struct desk *d)
{
	struct reload *r = (struct reload *)t;
	const struct conf *c = r->roster->conf;
	const struct desk_options o = {c->window, c->alerts, c->nalerts};
	enum ct_err err = roster_load(r->roster, st);

	if (err == CT_OK)
		desk_configure(d, &o);
	return err;
}

static void finish(struct service *s);

static void on_reloaded(struct task *t, enum ct_err err, bool full)
{
	struct reload *r = (struct reload *)t;
	struct service *s = r->service;
	const struct conf *c = r->roster->conf;

	s->reload = NULL;
	if (err == CT_OK)
		err = sinks_configure(s->sinks, c);
	if (err == CT_OK) {
		outbox_configure(s->outbox, s->sinks, c);
		upkeep_configure(s->upkeep, c->retain, c->max_size);
		err = poller_start(s->poller, roster_ref(r->roster), r->first && s->options.once);
	}
	if (err != CT_OK) {
		log_error("configuration not taken: %s",
		    err == CT_EIO ? clerk_error(s->clerk) : ct_strerror(err));
		status_config_error(&s->status, full ? "disk full" : ct_strerror(err));
		if (r->first) {
			s->exit = 2;
			loop_stop(s->loop);
		}
	} else {
		status_config_loaded(&s->status, time(NULL));
		log_info("%s: %zu feeds, %zu alert sections", r->first ? "started" : "reloaded",
		    c->nfeeds, c->nalerts);
		outbox_kick(s->outbox);
	}
	notify_ready();
	roster_unref(r->old);
	roster_unref(r->roster);
	free(r);
	if (s->stopping)
		finish(s);
}

/* Takes over conf. */
static bool begin_reload(struct service *s, struct conf *conf, bool first)
{
	struct buf errors = BUF_INIT(64 * 1024);
	struct reload *r = calloc(1, sizeof(*r));
	enum ct_err err = CT_ENOMEM;

	if (r != NULL)
		err = roster_new(conf, &r->roster, &errors);
	else
		conf_free(conf);
	if (err != CT_OK) {
		log_error(
		    "configuration not taken: %s", errors.n > 0 ? errors.p : ct_strerror(err));
		status_config_error(&s->status, errors.n > 0 ? errors.p : ct_strerror(err));
		buf_free(&errors);
		free(r);
		return false;
	}
	buf_free(&errors);
	r->task.run = reload_run;
	r->task.done = on_reloaded;
	r->task.write = true;
	r->service = s;
	r->first = first;
	r->old = first ? NULL : roster_ref(poller_roster(s->poller));
	s->reload = r;
	clerk_submit(s->clerk, &r->task);
	return true;
}

static void log_lines(struct view lines)
{
	while (lines.n > 0) {
		size_t n = view_chr(lines, '\n');

		log_error("%.*s", (int)(n < lines.n ? n : lines.n), lines.p);
		lines = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(lines, n + 1, SIZE_MAX);
	}
}

static void on_hup(struct service *s)
{
	struct buf errors = BUF_INIT((size_t)1 << 20);
	struct conf *conf = NULL;

	notify_reloading();
	sinks_reopen(s->sinks);
	if (s->reload != NULL) {
		log_warning("a reload is under way already");
	} else if (conf_load(s->options.config, &conf, &errors) != CT_OK) {
		log_lines(buf_view(&errors));
		log_error("the old configuration stays");
		status_config_error(&s->status, errors.n > 0 ? errors.p : "out of memory");
		notify_ready();
	} else if (!begin_reload(s, conf, false)) {
		notify_ready();
	}
	buf_free(&errors);
}

/* --- stopping ------------------------------------------------------------------------------- */

/* Stops the loop once nothing is under way that would be lost by it. */
static void finish(struct service *s)
{
	if (poller_running(s->poller) > 0 || s->reload != NULL || clerk_waiting(s->clerk) > 0)
		return;
	loop_stop(s->loop);
}

static void on_stop_timeout(void *ctx)
{
	struct service *s = ctx;

	/* What is not judged was not stored: the next start polls it again. */
	loop_stop(s->loop);
}

static void on_term(struct service *s)
{
	if (s->stopping) {
		loop_stop(s->loop);
		return;
	}
	s->stopping = true;
	notify_stopping();
	log_info("stopping");
	poller_stop(s->poller);
	loop_after(s->loop, &s->stop_timer, STOP_MS, on_stop_timeout, s);
	finish(s);
}

static void on_signal(void *ctx, int fd, uint32_t events)
{
	struct service *s = ctx;
	struct signalfd_siginfo info;

	(void)events;
	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			on_hup(s);
		else
			on_term(s);
	}
}

/* --- --once: done when every feed was polled and every alert tried ------------------------- */

static void once_check(struct service *s)
{
	if (!s->options.once || !s->polled_all || !s->outbox_idle || s->stopping)
		return;
	if (s->exit == 0 && (s->failed > 0 || outbox_failed(s->outbox) > 0))
		s->exit = 1;
	s->stopping = true;
	poller_stop(s->poller);
	loop_stop(s->loop);
}

static void on_poller_idle(void *ctx)
{
	struct service *s = ctx;

	if (!s->options.once || s->polled_all)
		return;
	s->polled_all = true;
	s->outbox_idle = false;
	outbox_kick(s->outbox);
}

static void on_outbox_idle(void *ctx)
{
	struct service *s = ctx;

	s->outbox_idle = true;
	once_check(s);
}

static void on_polled(void *ctx, const struct report *r)
{
	struct service *s = ctx;

	s->failed += !r->health.read;
	status_polled(&s->status, r);
	if (r->alerts > 0 && r->task.err == CT_OK) {
		outbox_kick(s->outbox);
		if (s->control != NULL)
			control_alerts(s->control);
	}
	upkeep_kick(s->upkeep);
	if (s->stopping)
		finish(s);
}

/* --- what the control socket asks of us -------------------------------------------------------- */

static void on_status(void *ctx, const struct store_counts *counts, struct buf *out)
{
	struct service *s = ctx;
	struct poller_counts pc;
	const struct status_live live = {
	    .pool_waiting = pool_waiting(s->pool),
	    .pool_deaths = pool_deaths(s->pool),
	    .clerk_waiting = clerk_waiting(s->clerk),
	    .polls = &pc,
	    .counts = counts,
	    .store = poller_roster(s->poller) != NULL ? poller_roster(s->poller)->conf->store : "",
	    .config = s->options.config,
	};

	poller_count(s->poller, &pc);
	status_json(&s->status, &live, time(NULL), out);
}

static size_t on_poll_now(void *ctx, struct view feed)
{
	struct service *s = ctx;
	struct roster *r = poller_roster(s->poller);
	bool found = feed.n == 0;

	for (size_t i = 0; r != NULL && !found && i < r->n; i++)
		found = view_is(feed, r->feeds[i].conf->name);
	return found && r != NULL ? poller_poll_now(s->poller, feed) : SIZE_MAX;
}

static void on_retried(void *ctx)
{
	struct service *s = ctx;

	outbox_kick(s->outbox);
}

static const struct conf *on_conf(void *ctx)
{
	struct service *s = ctx;

	return poller_roster(s->poller)->conf;
}

static void on_status_line(void *ctx, char *out, size_t size)
{
	struct service *s = ctx;
	struct poller_counts pc;

	poller_count(s->poller, &pc);
	status_line(&s->status, &pc, out, size);
}

/* --- start -------------------------------------------------------------------------------------- */

static bool open_signals(struct service *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return false;
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals >= 0 && loop_watch(s->loop, s->signals, EPOLLIN, on_signal, s) == CT_OK;
}

static bool open_store(struct service *s, const struct conf *c)
{
	const struct desk_options o = {c->window, NULL, 0};
	char *why = NULL;
	enum ct_err err = clerk_new(s->loop, c->store, &o, &s->clerk, &why);

	if (err != CT_OK)
		log_error("%s: %s", c->store, why != NULL ? why : ct_strerror(err));
	free(why);
	return err == CT_OK;
}

static bool open_network(struct service *s, const struct conf *c)
{
	char agent[512];
	const struct fetch_options fetch = {
	    .user_agent = agent,
	    .proxy = c->proxy[0] != '\0' ? c->proxy : NULL,
	    .ca_file = c->ca_file[0] != '\0' ? c->ca_file : NULL,
	    .max_connections = (long)c->concurrency,
	    .max_per_host = (long)c->per_host,
	};

	snprintf(agent, sizeof(agent), "copytaster/%s%s%s%s", ct_version(),
	    c->contact[0] != '\0' ? " (+" : "", c->contact, c->contact[0] != '\0' ? ")" : "");
	if (fetch_global_init() == CT_OK)
		s->fetcher = fetch_new(s->loop, &fetch);
	return s->fetcher != NULL;
}

static bool open_workers(struct service *s, const struct conf *c)
{
	char program[PATHS_MAX];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	const struct pool_options pool = {
	    .program = program,
	    .workers = c->workers > 0 ? (unsigned)c->workers
		       : cores > 0    ? (unsigned)cores
				      : 1,
	    .queue = (unsigned)c->concurrency,
	    .deadline_ms = 5000,
	    .memory = (size_t)1 << 30,
	    .recycle = 1000,
	};

	if (!paths_program(c->worker, "copytaster-worker", program)) {
		log_error("copytaster-worker: not found beside this program; set [daemon] worker");
		return false;
	}
	s->pool = pool_new(s->loop, &pool);
	return s->pool != NULL;
}

static bool open_sinks(struct service *s, const struct conf *c)
{
	char hook[PATHS_MAX];
	const struct outbox_hooks hooks = {s, on_outbox_idle};
	const struct sinks_options o = {
	    .loop = s->loop,
	    .fetcher = s->fetcher,
	    .hook_program = hook,
	    .hook_socket = c->hook_socket,
	    .config = s->options.config,
	};

	/* Without the program only exec hooks fail, and say so. */
	if (!paths_program(c->hook, "copytaster-hook", hook))
		snprintf(hook, sizeof(hook), "copytaster-hook");
	s->outbox = outbox_new(s->loop, s->clerk, &hooks);
	s->sinks = s->outbox != NULL ? sinks_new(&o, outbox_answer, s->outbox) : NULL;
	return s->sinks != NULL;
}

static bool open_poller(struct service *s)
{
	const struct poller_hooks hooks = {s, on_polled, on_poller_idle};

	s->upkeep = upkeep_new(s->loop, s->clerk);
	s->poller = poller_new(s->loop, s->fetcher, s->pool, s->clerk, &hooks);
	return s->poller != NULL && s->upkeep != NULL;
}

static bool open_control(struct service *s, const struct conf *c)
{
	const struct control_hooks hooks = {s, on_status, on_poll_now, on_retried, on_conf};
	const char *why;

	if (c->control[0] == '\0' || s->options.once)
		return true;
	if (control_new(s->loop, s->clerk, c->control, &hooks, &s->control, &why) == CT_OK)
		return true;
	log_error("%s: %s", c->control, why);
	return false;
}

static bool service_open(struct service *s, const struct conf *c)
{
	s->loop = loop_new();
	if (s->loop == NULL || !open_signals(s) || !open_store(s, c) || !open_network(s, c) ||
	    !open_workers(s, c) || !open_sinks(s, c) || !open_poller(s) || !open_control(s, c))
		return false;
	s->notify = notify_new(s->loop, s->clerk, on_status_line, s);
	return s->notify != NULL;
}

static void service_close(struct service *s)
{
	if (s->loop == NULL)
		return;
	if (s->poller != NULL)
		poller_stop(s->poller);
	loop_cancel(s->loop, &s->stop_timer);
	control_stop(s->control);
	if (s->outbox != NULL)
		outbox_configure(s->outbox, NULL, NULL);
	/* It runs what it has and calls back for all of it: before those. */
	clerk_free(s->clerk);
	notify_free(s->notify);
	control_free(s->control);
	upkeep_free(s->upkeep);
	poller_free(s->poller);
	sinks_free(s->sinks);
	outbox_free(s->outbox);
	pool_free(s->pool);
	fetch_free(s->fetcher);
	if (s->signals >= 0) {
		loop_unwatch(s->loop, s->signals);
		close(s->signals);
	}
	loop_free(s->loop);
}

int service_run(const struct service_options *o, struct conf *conf)
{
	struct service s = {.options = *o, .signals = -1};

	status_init(&s.status, time(NULL));
	if (!service_open(&s, conf)) {
		conf_free(conf);
		s.exit = 2;
	} else if (!begin_reload(&s, conf, true)) {
		s.exit = 2;
	} else if (loop_run(s.loop) != CT_OK) {
		log_error("the event loop failed");
		s.exit = 2;
	}
	service_close(&s);
	return s.exit;
}

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
#include "errands.h"
#include "log.h"
#include "notify.h"
#include "outbox.h"
#include "parts.h"
#include "poller.h"
#include "reload.h"
#include "restart.h"
#include "status.h"
#include "upkeep.h"

#define STOP_MS 5000
#define STOP_TICK_MS 20

struct service {
	struct service_options options;
	struct loop *loop;
	struct freight freight;
	struct fetcher *fetcher;
	struct pool *pool;
	struct clerk *clerk;
	struct sinks *sinks;
	struct outbox *outbox;
	struct poller *poller;
	struct errands *errands;
	struct control *control;
	struct upkeep *upkeep;
	struct reload *reload;
	struct status status;
	struct notify *notify;
	struct fence *fence; /* NULL: not confined */
	char worker[PATHS_MAX];
	struct loop_timer stop_timer;
	int signals;
	int64_t stop_at; /* loop's ms: then it ends whatever is under way */
	bool stopping, hup_again, polled_all;
	unsigned failed; /* polls that failed, for --once */
	int exit;
};

/* --- a new configuration: at start and on SIGHUP ------------------------------------------- */

static void log_lines(enum log_level level, struct view lines)
{
	while (lines.n > 0) {
		size_t n = view_chr(lines, '\n');

		log_msg(level, NULL, "%.*s", (int)(n < lines.n ? n : lines.n), lines.p);
		lines = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(lines, n + 1, SIZE_MAX);
	}
}

/* An alert file that cannot be opened is told now, not with the first alert. */
static void try_sinks(struct service *s)
{
	struct buf lines = BUF_INIT(1 << 16);

	sinks_try(s->sinks, &lines);
	log_lines(LOG_LEVEL_WARNING, buf_view(&lines));
	buf_free(&lines);
}

static enum ct_err take(void *ctx, struct roster *r)
{
	struct service *s = ctx;
	const struct roster *old = poller_roster(s->poller);
	const char *fixed = old != NULL ? restart_needed(old->conf, r->conf) : NULL;
	enum ct_err err = sinks_prepare(s->sinks, r->conf);

	if (err == CT_OK)
		err = poller_start(s->poller, r, s->options.once);
	if (err != CT_OK) {
		sinks_drop(s->sinks);
		return err;
	}
	/* All of it is taken now: from here on nothing fails. */
	sinks_take(s->sinks);
	try_sinks(s);
	outbox_configure(s->outbox, s->sinks, r->conf);
	upkeep_configure(s->upkeep, r->conf->retain, r->conf->max_size);
	log_set_level(log_level_of(r->conf->log_level));
	if (fixed != NULL)
		log_warning("a change of %s takes effect at the next start", fixed);
	return CT_OK;
}

static void on_hup(struct service *s);

static void on_reload_over(void *ctx, const struct conf *c, const char *why)
{
	struct service *s = ctx;
	bool first = s->status.config_loaded == 0;

	if (why == NULL) {
		status_config_loaded(&s->status, time(NULL));
		log_info("%s: %zu feeds, %zu alert sections", first ? "started" : "reloaded",
		    c->nfeeds, c->nalerts);
		outbox_kick(s->outbox);
		errands_kick(s->errands);
	} else {
		log_error("configuration not taken: %s", why);
		status_config_error(&s->status, why);
		if (first) {
			s->exit = 2;
			loop_stop(s->loop);
			return;
		}
	}
	if (s->hup_again)
		on_hup(s);
	else
		notify_ready();
}

/* Takes over conf, or where it is NULL, reads it. */
static bool begin_reload(struct service *s, struct conf *conf)
{
	struct buf errors = BUF_INIT((size_t)1 << 20);
	enum ct_err err = conf == NULL ? conf_load(s->options.config, &conf, &errors) : CT_OK;

	if (err == CT_OK) {
		log_lines(LOG_LEVEL_WARNING, view_of(conf->warnings));
		if (!fence_admits(s->fence, conf, &errors)) {
			conf_free(conf);
			err = CT_EINVAL;
		} else {
			err = reload_begin(s->reload, conf, &errors);
		}
	}
	if (err != CT_OK) {
		if (errors.n == 0)
			buf_adds(&errors, ct_strerror(err));
		log_lines(LOG_LEVEL_ERROR, buf_view(&errors));
		status_config_error(&s->status, errors.n > 0 ? errors.p : "out of memory");
	}
	buf_free(&errors);
	return err == CT_OK;
}

static void on_hup(struct service *s)
{
	sinks_reopen(s->sinks);
	if (s->options.once || s->stopping)
		return;
	notify_reloading();
	/* The file may have changed since the reload under way has read it. */
	s->hup_again = reload_busy(s->reload);
	poller_write(s->poller);
	if (s->hup_again || begin_reload(s, NULL))
		return;
	log_error("the old configuration stays");
	notify_ready();
}

/* --- stopping ------------------------------------------------------------------------------- */

/* Is nothing under way any more that would be lost, or done twice, by an end? */
static bool at_rest(const struct service *s)
{
	return poller_running(s->poller) == 0 && !errands_busy(s->errands) &&
	       clerk_waiting(s->clerk) == 0 && !outbox_busy(s->outbox);
}

static void on_stop_tick(void *ctx)
{
	struct service *s = ctx;

	/* What is not judged by then was not stored: the next start polls it again. */
	if (at_rest(s) || loop_now(s->loop) >= s->stop_at)
		loop_stop(s->loop);
	else
		loop_after(s->loop, &s->stop_timer, STOP_TICK_MS, on_stop_tick, s);
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
	reload_stop(s->reload);
	poller_stop(s->poller);
	errands_stop(s->errands);
	outbox_stop(s->outbox);
	s->stop_at = loop_now(s->loop) + STOP_MS;
	on_stop_tick(s);
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

/* --- --once: done when every feed was polled, every page read, every alert tried ---------- */

static void on_poller_idle(void *ctx)
{
	struct service *s = ctx;

	if (!s->options.once || s->polled_all)
		return;
	s->polled_all = true;
	errands_kick(s->errands);
	outbox_kick(s->outbox);
}

static void on_errands_idle(void *ctx)
{
	struct service *s = ctx;

	if (s->options.once && s->polled_all)
		outbox_kick(s->outbox);
}

static void on_outbox_idle(void *ctx)
{
	struct service *s = ctx;

	if (!s->options.once || !s->polled_all || s->stopping || errands_busy(s->errands))
		return;
	if (s->failed > 0 || outbox_failed(s->outbox) > 0)
		s->exit = 1;
	log_info("polled every feed once: %llu stories, %llu of them copies; %u feeds failed",
	    (unsigned long long)s->status.stories, (unsigned long long)s->status.copies, s->failed);
	on_term(s);
}

static void on_written(void *ctx, const char *why)
{
	struct service *s = ctx;

	s->failed += why != NULL;
	status_written(&s->status, why);
}

static void on_read(void *ctx)
{
	struct service *s = ctx;

	poller_write(s->poller);
}

static void on_lost(void *ctx)
{
	struct service *s = ctx;

	s->failed++;
}

static void alert(struct service *s)
{
	outbox_kick(s->outbox);
	if (s->control != NULL)
		control_alerts(s->control);
}

static void on_errand_ended(void *ctx, const struct errands_end *e)
{
	struct service *s = ctx;

	s->failed += e->failed;
	if (e->fresh)
		status_story(&s->status, e->verdict, e->alerts);
	if (e->alerts > 0)
		alert(s);
}

static struct roster *on_roster(void *ctx)
{
	struct service *s = ctx;

	return poller_roster(s->poller);
}

static void on_polled(void *ctx, const struct report *r)
{
	struct service *s = ctx;

	s->failed += !r->health.read;
	status_polled(&s->status, r);
	if (r->alerts > 0 && r->task.err == CT_OK)
		alert(s);
	if (r->errands > 0 && r->task.err == CT_OK)
		errands_kick(s->errands);
	upkeep_kick(s->upkeep);
}

/* --- what the control socket asks of us -------------------------------------------------------- */

static void on_status(void *ctx, const struct store_counts *counts, struct buf *out)
{
	struct service *s = ctx;
	struct poller_counts pc;
	const struct status_live live = {
	    .workers = pool_workers(s->pool),
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

	struct roster *r = poller_roster(s->poller);

	return r != NULL ? r->conf : NULL;
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
	const struct poller_hooks hooks = {s, on_polled, on_written, on_lost, on_poller_idle};
	const struct errands_hooks errands = {s, on_roster, on_errand_ended, on_errands_idle};
	const struct reload_hooks reload = {s, take, on_reload_over};

	s->reload = reload_new(s->clerk, &reload);
	s->upkeep = upkeep_new(s->loop, s->clerk);
	s->poller = poller_new(s->loop, s->fetcher, s->pool, s->clerk, &s->freight, &hooks);
	s->errands = errands_new(s->loop, s->fetcher, s->pool, s->clerk, s->options.once, &errands);
	return s->poller != NULL && s->errands != NULL && s->upkeep != NULL && s->reload != NULL;
}

static bool open_control(struct service *s, const struct conf *c)
{
	const struct control_hooks hooks = {
	    s, on_status, on_read, on_poll_now, on_retried, on_conf};
	const char *why;

	if (s->options.once)
		return true;
	if (control_new(s->loop, s->clerk, c->control, &hooks, &s->control, &why) == CT_OK)
		return true;
	log_error("%s: %s", c->control, why);
	return false;
}

static bool service_open(struct service *s, const struct conf *c)
{
	bool once = s->options.once;

	s->loop = loop_new();
	return s->loop != NULL && open_signals(s) && parts_confine(c, s->worker, &s->fence) &&
	       (s->clerk = parts_clerk(s->loop, c, s->signals, once)) != NULL &&
	       (s->fetcher = parts_fetcher(s->loop, c, &s->freight)) != NULL &&
	       (s->pool = parts_pool(s->loop, c, s->worker, &s->freight)) != NULL &&
	       open_sinks(s, c) && open_poller(s) && open_control(s, c) &&
	       (s->notify = notify_new(s->loop, s->clerk, on_status_line, s)) != NULL;
}

static void service_close(struct service *s)
{
	if (s->loop == NULL)
		return;
	if (s->reload != NULL)
		reload_stop(s->reload);
	if (s->poller != NULL)
		poller_stop(s->poller);
	if (s->errands != NULL)
		errands_stop(s->errands);
	if (s->outbox != NULL)
		outbox_stop(s->outbox);
	loop_cancel(s->loop, &s->stop_timer);
	control_stop(s->control);
	/* It runs what it has and calls back for all of it: before those. */
	clerk_free(s->clerk);
	notify_free(s->notify);
	control_free(s->control);
	upkeep_free(s->upkeep);
	poller_free(s->poller);
	errands_free(s->errands);
	sinks_free(s->sinks);
	outbox_free(s->outbox);
	reload_free(s->reload);
	pool_free(s->pool);
	fetch_free(s->fetcher);
	if (s->signals >= 0) {
		loop_unwatch(s->loop, s->signals);
		close(s->signals);
	}
	loop_free(s->loop);
	fence_free(s->fence);
}

int service_run(const struct service_options *o, struct conf *conf)
{
	struct service s = {.options = *o, .signals = -1};

	status_init(&s.status, time(NULL));
	if (!service_open(&s, conf)) {
		conf_free(conf);
		s.exit = 2;
	} else if (!begin_reload(&s, conf)) {
		s.exit = 2;
	} else if (loop_run(s.loop) != CT_OK) {
		log_error("the event loop failed");
		s.exit = 2;
	}
	service_close(&s);
	return s.exit;
}

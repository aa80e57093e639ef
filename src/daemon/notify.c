/*
 * The watchdog is fed only after the clerk's thread has answered a ping: one
 * that a single thread feeds would sleep through a hang of the other.
 */
#include "notify.h"

#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#define STATUS_MS 5000

struct notify {
	struct task ping; /* first */
	struct loop *loop;
	struct clerk *clerk;
	notify_line_fn *line;
	void *ctx;
	struct loop_timer status_timer, watchdog_timer;
	int64_t watchdog_ms; /* 0: none */
};

static void on_status(void *ctx)
{
	struct notify *n = ctx;
	char line[256];

	n->line(n->ctx, line, sizeof(line));
	sd_notifyf(0, "STATUS=%s", line);
	loop_after(n->loop, &n->status_timer, STATUS_MS, on_status, n);
}

static enum ct_err ping_run(struct task *t, struct store *st, struct desk *d)
{
	(void)t;
	(void)st;
	(void)d;
	return CT_OK;
}

static void on_watchdog(void *ctx)
{
	struct notify *n = ctx;

	clerk_submit(n->clerk, &n->ping);
}

static void on_pinged(struct task *t, enum ct_err err, bool full)
{
	struct notify *n = (struct notify *)t;

	(void)err;
	(void)full;
	sd_notify(0, "WATCHDOG=1");
	loop_after(n->loop, &n->watchdog_timer, n->watchdog_ms / 3, on_watchdog, n);
}

struct notify *notify_new(struct loop *l, struct clerk *c, notify_line_fn *line, void *ctx)
{
	struct notify *n = calloc(1, sizeof(*n));
	uint64_t usec = 0;

	if (n == NULL)
		return NULL;
	n->ping.run = ping_run;
	n->ping.done = on_pinged;
	n->loop = l;
	n->clerk = c;
	n->line = line;
	n->ctx = ctx;
	/* Nobody listens without systemd: then there is nothing to wake for. */
	if (getenv("NOTIFY_SOCKET") != NULL)
		loop_after(l, &n->status_timer, STATUS_MS, on_status, n);
	if (sd_watchdog_enabled(0, &usec) > 0 && usec > 0) {
		n->watchdog_ms = (int64_t)(usec / 1000);
		on_watchdog(n);
	}
	return n;
}

void notify_free(struct notify *n)
{
	if (n == NULL)
		return;
	loop_cancel(n->loop, &n->status_timer);
	loop_cancel(n->loop, &n->watchdog_timer);
	free(n);
}

void notify_ready(void)
{
	sd_notify(0, "READY=1");
}

void notify_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
	    (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

void notify_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}

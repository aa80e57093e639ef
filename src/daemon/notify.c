/*
 * The watchdog is fed by the loop, and only where the clerk has ended a task
 * since the last time, or has none: one that a single thread feeds would sleep
 * through a hang of the other.  (A task sent to the clerk as a ping would wait
 * behind all others, and a long queue is no hang.)
 */
#include "notify.h"

#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#define STATUS_MS 5000

struct notify {
	struct loop *loop;
	struct clerk *clerk;
	notify_line_fn *line;
	void *ctx;
	struct loop_timer status_timer, watchdog_timer;
	int64_t watchdog_ms; /* 0: none */
	uint64_t ended;      /* tasks of the clerk, at the last look */
};

static void on_status(void *ctx)
{
	struct notify *n = ctx;
	char line[256];

	n->line(n->ctx, line, sizeof(line));
	sd_notifyf(0, "STATUS=%s", line);
	loop_after(n->loop, &n->status_timer, STATUS_MS, on_status, n);
}

static void on_watchdog(void *ctx)
{
	struct notify *n = ctx;
	uint64_t ended = clerk_ended(n->clerk);

	if (ended != n->ended || clerk_waiting(n->clerk) == 0)
		sd_notify(0, "WATCHDOG=1");
	n->ended = ended;
	loop_after(n->loop, &n->watchdog_timer, n->watchdog_ms / 4, on_watchdog, n);
}

struct notify *notify_new(struct loop *l, struct clerk *c, notify_line_fn *line, void *ctx)
{
	struct notify *n = calloc(1, sizeof(*n));
	uint64_t usec = 0;

	if (n == NULL)
		return NULL;
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

void notify_waiting(const char *why)
{
	sd_notifyf(0, "READY=1\nWATCHDOG=1\nSTATUS=waiting: %s", why);
}

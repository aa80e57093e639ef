/*
 * One turn: wait until a descriptor is ready or the first timer is due, read
 * the clock, call the descriptors' owners, then those of the timers that were
 * due and set before this turn's timers began to fire (so that a timer of 0 ms
 * that sets itself again gives way to the descriptors).
 *
 * A callback may unwatch a descriptor whose event waits further down in the
 * same batch, close it, and watch a new one that got the same number.  Each
 * event therefore carries the generation of its watch, in the upper half of
 * epoll's 64 bits, and is dropped where the generation has moved on.
 *
 * Timers wait in epoll_wait's own timeout rather than on a timerfd: libcurl
 * changes its timer several times a transfer, and each change would cost a
 * timerfd_settime, each firing a read.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "heap.h"
#include "loop.h"

#define TIMERS 256
#define FDS 256
#define BATCH 256

struct watch {
	loop_fd_fn *fn; /* NULL: not watched */
	void *ctx;
	uint32_t events, gen;
};

struct loop {
	int epoll;
	bool running, stopped;
	int64_t now;
	struct watch *watches; /* by descriptor */
	size_t nwatches;
	struct heap timers;
};

static int64_t clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum ct_err watches_reach(struct loop *l, size_t fd)
{
	size_t n = l->nwatches != 0 ? l->nwatches : 64;
	if (fd < l->nwatches)
		return CT_OK;
	while (n <= fd)
		n *= 2;
	struct watch *w = reallocarray(l->watches, n, sizeof(*w));
	if (w == NULL)
		return CT_ENOMEM;
	memset(w + l->nwatches, 0, (n - l->nwatches) * sizeof(*w));
	l->watches = w;
	l->nwatches = n;
	return CT_OK;
}

struct loop *loop_new(void)
{
	struct loop *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return NULL;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	/* A program's own timers and descriptors are to be had without memory, too. */
	if (l->epoll < 0 || heap_reserve(&l->timers, TIMERS) != CT_OK ||
	    watches_reach(l, FDS - 1) != CT_OK) {
		loop_free(l);
		return NULL;
	}
	l->now = clock_ms();
	return l;
}

void loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	heap_free(&l->timers);
	if (l->epoll >= 0)
		close(l->epoll);
	free(l->watches);
	free(l);
}

/* The kernel forgets a descriptor that was closed while it was watched, and
 * keeps one that lives on as a copy: where it disagrees with us, it is right. */
static enum ct_err epoll_set(struct loop *l, int fd, int op, struct epoll_event *ev)
{
	int ret = epoll_ctl(l->epoll, op, fd, ev);
	if (ret != 0 && op == EPOLL_CTL_MOD && errno == ENOENT)
		ret = epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, ev);
	else if (ret != 0 && op == EPOLL_CTL_ADD && errno == EEXIST)
		ret = epoll_ctl(l->epoll, EPOLL_CTL_MOD, fd, ev);
	if (ret == 0)
		return CT_OK;
	return errno == ENOMEM || errno == ENOSPC ? CT_ENOMEM : CT_EINVAL;
}

enum ct_err loop_watch(struct loop *l, int fd, uint32_t events, loop_fd_fn *fn, void *ctx)
{
	if (fd < 0 || fn == NULL)
		return CT_EINVAL;
	enum ct_err err = watches_reach(l, (size_t)fd);
	if (err != CT_OK)
		return err;
	struct watch *w = &l->watches[fd];
	struct epoll_event ev = {
	    .events = events, .data.u64 = (uint64_t)w->gen << 32 | (uint32_t)fd};
	err = epoll_set(l, fd, w->fn != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, &ev);
	if (err != CT_OK)
		return err;
	w->fn = fn;
	w->ctx = ctx;
	w->events = events;
	return CT_OK;
}

void loop_unwatch(struct loop *l, int fd)
{
	if (fd < 0 || (size_t)fd >= l->nwatches || l->watches[fd].fn == NULL)
		return;
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
	l->watches[fd].fn = NULL;
	l->watches[fd].gen++;
}

enum ct_err loop_keep(struct loop *l, struct loop_timer *t)
{
	return heap_keep(&l->timers, t);
}

enum ct_err loop_after(
    struct loop *l, struct loop_timer *t, int64_t ms, loop_timer_fn *fn, void *ctx)
{
	int64_t at;
	if (!l->running)
		l->now = clock_ms();
	if (__builtin_add_overflow(l->now, ms > 0 ? ms : 0, &at))
		at = INT64_MAX;
	loop_rest(l, t);
	t->fn = fn;
	t->ctx = ctx;
	t->at = at;
	return heap_push(&l->timers, t);
}

void loop_rest(struct loop *l, struct loop_timer *t)
{
	if (t->slot != 0)
		heap_remove(&l->timers, t);
}

void loop_cancel(struct loop *l, struct loop_timer *t)
{
	heap_leave(&l->timers, t);
}

int64_t loop_now(const struct loop *l)
{
	return l->running ? l->now : clock_ms();
}

void loop_stop(struct loop *l)
{
	l->stopped = true;
}

/* Milliseconds until the first timer; -1: there is none.  The clock's part
 * below a millisecond is cut off, hence the wait ends never too early. */
static int until_first(const struct loop *l)
{
	if (l->timers.n == 0)
		return -1;
	int64_t ms = l->timers.v[0].at - clock_ms();
	return ms <= 0 ? 0 : ms > INT_MAX ? INT_MAX : (int)ms;
}

static void call_watches(struct loop *l, const struct epoll_event *ev, int n)
{
	for (int i = 0; i < n && !l->stopped; i++) {
		uint32_t fd = (uint32_t)ev[i].data.u64, gen = (uint32_t)(ev[i].data.u64 >> 32);
		if (fd >= l->nwatches)
			continue;
		struct watch *w = &l->watches[fd];
		uint32_t events = ev[i].events & (w->events | EPOLLERR | EPOLLHUP);
		if (w->fn != NULL && w->gen == gen && events != 0)
			w->fn(w->ctx, (int)fd, events);
	}
}

static void call_timers(struct loop *l)
{
	uint64_t end = l->timers.seq;
	while (!l->stopped && l->timers.n > 0) {
		struct heap_entry first = l->timers.v[0];
		if (first.at > l->now || first.seq >= end)
			break;
		heap_remove(&l->timers, first.timer);
		first.timer->fn(first.timer->ctx);
	}
}

enum ct_err loop_run(struct loop *l)
{
	struct epoll_event ev[BATCH];
	enum ct_err err = CT_OK;
	l->running = true;
	while (!l->stopped) {
		int n = epoll_wait(l->epoll, ev, BATCH, until_first(l));
		if (n < 0 && errno != EINTR) {
			err = CT_EIO;
			break;
		}
		l->now = clock_ms();
		call_watches(l, ev, n);
		call_timers(l);
	}
	l->running = l->stopped = false;
	return err;
}

/*
 * The event loop of one thread: file descriptors on epoll, timers in a heap.
 * It wakes for what is due and for nothing else.  Callbacks run on the loop's
 * thread, may add and remove anything, themselves included.
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "copytaster.h"

struct loop;

typedef void loop_fd_fn(void *ctx, int fd, uint32_t events); /* EPOLLIN ... */
typedef void loop_timer_fn(void *ctx);

/* Embedded in its owner, zeroed at first; must be cancelled before it goes, or the loop. */
struct loop_timer {
	loop_timer_fn *fn;
	void *ctx;
	int64_t at;  /* ms on the monotonic clock */
	size_t slot; /* place in the heap + 1; 0: not set */
	bool kept;   /* there is a place for it */
};

struct loop *loop_new(void); /* NULL without memory or descriptors */
void loop_free(struct loop *l);

/* Watches fd for events, or changes what is watched; the fd stays the caller's. */
enum ct_err loop_watch(struct loop *l, int fd, uint32_t events, loop_fd_fn *fn, void *ctx);
void loop_unwatch(struct loop *l, int fd);

/* A place for t: until it is cancelled it can be set without memory. */
enum ct_err loop_keep(struct loop *l, struct loop_timer *t);
/* (Re)arms t to fire once, `ms` from now (0: at the next turn), and keeps its place.
 * CT_ENOMEM: it had none, and is not set. */
enum ct_err loop_after(
    struct loop *l, struct loop_timer *t, int64_t ms, loop_timer_fn *fn, void *ctx);
/* Unsets t, which keeps its place. */
void loop_rest(struct loop *l, struct loop_timer *t);
/* Unsets t and gives its place back. */
void loop_cancel(struct loop *l, struct loop_timer *t);

/* Monotonic milliseconds, read once a turn. */
int64_t loop_now(const struct loop *l);
/* Runs until loop_stop (not at all where that was called before); CT_EIO where epoll fails. */
enum ct_err loop_run(struct loop *l);
void loop_stop(struct loop *l);

#endif

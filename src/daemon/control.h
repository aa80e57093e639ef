/*
 * The control socket: one JSON object a connection in, JSON Lines out.  Whoever
 * may open the socket may ask; nothing but "poll" and "retry" changes anything.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include "clerk.h"
#include "loop.h"
#include "query.h"

struct control;

/* What only the daemon knows. */
struct control_hooks {
	void *ctx;
	/* The status object, given what the store counts. */
	void (*status)(void *ctx, const struct store_counts *counts, struct buf *out);
	void (*read)(void *ctx); /* the store is about to be asked for the feeds */
	size_t (*poll)(void *ctx, struct view feed); /* SIZE_MAX: no such feed */
	void (*retried)(void *ctx);
	const struct conf *(*conf)(void *ctx); /* NULL: none is in force yet */
};

/* Listens at path, replacing a dead socket there; *why is a static string. */
enum ct_err control_new(struct loop *l, struct clerk *c, const char *path,
    const struct control_hooks *hooks, struct control **out, const char **why);
/* Hangs up and takes the socket away; answers that still come are dropped. */
void control_stop(struct control *c);
/* After clerk_free: nothing of it is under way there any more. */
void control_free(struct control *c);
/* Alerts were made: tell those who follow. */
void control_alerts(struct control *c);

#endif

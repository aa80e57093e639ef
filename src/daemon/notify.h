/*
 * What systemd is told (sd_notify(3)): ready, reloading, stopping, a line of
 * status, and that both threads are alive.  Without systemd nothing happens.
 */
#ifndef NOTIFY_H
#define NOTIFY_H

#include "clerk.h"
#include "loop.h"

struct notify;

typedef void notify_line_fn(void *ctx, char *out, size_t size);

/* Begins with status lines, and the watchdog where systemd asks for it. */
struct notify *notify_new(struct loop *l, struct clerk *c, notify_line_fn *line, void *ctx);
void notify_free(struct notify *n); /* after clerk_free */
void notify_ready(void);
void notify_reloading(void);
void notify_stopping(void);
/* Started, and alive, but waiting for this. */
void notify_waiting(const char *why);

#endif

/*
 * The sinks: deliver alerts.  Delivery is at least once: the outbox (in the
 * store) holds an alert for each sink until the sink said yes; alert_id never
 * changes.  All on the loop's thread.
 */
#ifndef SINKS_H
#define SINKS_H

#include "alert.h"
#include "fetch.h"
#include "loop.h"

struct sinks;

/* Said exactly once for each delivery that sinks_deliver took, maybe before it
 * returns.  permanent: trying again is useless (the sink refused this very
 * alert, or is configured no more).  why: one clean line for a person, "" where
 * ok.  May call sinks_deliver and sinks_wait; must not free or configure. */
typedef void sink_done_fn(void *ctx, int64_t delivery, bool ok, bool permanent, const char *why);

struct sinks_options {
	struct loop *loop;
	struct fetcher *fetcher;
	const char *hook_program; /* copytaster-hook, spawned where there is no hook_socket */
	const char *hook_socket;  /* or "" */
	const char *config;       /* path that the hook reads its argv from */
};

/* Copies the strings of o.  NULL without memory.  The process must ignore
 * SIGXFSZ, if its file size is limited. */
struct sinks *sinks_new(const struct sinks_options *o, sink_done_fn *done, void *ctx);
/* Ends what is under way without saying so. */
void sinks_free(struct sinks *s);
/* Makes the sinks of a new configuration ready beside those in force, instead of any made
 * so before; copies what it needs; none on failure.  Secrets are read now, and where that
 * fails (the deliveries then fail, with the reason) again at each delivery. */
enum ct_err sinks_prepare(struct sinks *s, const struct conf *c);
/* Puts what was prepared in force, which cannot fail.  Deliveries under way finish as they
 * were started.  Files open, and hooks and webhooks connect, at the first delivery (or with
 * sinks_try). */
void sinks_take(struct sinks *s);
/* Forgets what was prepared: something else of the configuration could not be taken. */
void sinks_drop(struct sinks *s);
/* Opens what can be opened before there is an alert, the files: a line to out for
 * each that cannot be. */
void sinks_try(struct sinks *s, struct buf *out);
/* Closes and reopens alert files (after logrotate); repairs torn tails. */
void sinks_reopen(struct sinks *s);
/* Delivers one alert to the sink of that name.  json is copied if kept.
 * CT_ELIMIT: too much under way at this sink, try later; nothing is said then,
 * nor after CT_ENOMEM. */
enum ct_err sinks_deliver(
    struct sinks *s, const char *sink, int64_t delivery, struct view json, const char *alert_id);
/* Inside done: seconds that the receiver asked to wait before another try
 * (Retry-After), else 0.  For backoff_seconds. */
int64_t sinks_wait(const struct sinks *s);
size_t sinks_running(const struct sinks *s);
/* What file sinks wrote is synced, and said, at the loop's next turn; this does
 * it now. */
void sinks_sync(struct sinks *s);

#endif

/*
 * Alerts: which sinks a judged story goes to, the alert's JSON, and the sinks
 * that deliver it.  Delivery is at least once: the outbox (store) holds an
 * alert for each sink until the sink said yes; alert_id never changes.
 */
#ifndef ALERT_H
#define ALERT_H

#include "buf.h"
#include "conf.h"
#include "fetch.h"
#include "loop.h"

/* One side of an alert.  Borrowed views. */
struct alert_story {
	int64_t id;
	struct view feed, title, link, authors, tags; /* authors ", ", tags '\n' joined */
	int64_t published;
	uint8_t text_sha256[32];
};

struct alert {
	struct view alert_id;
	int64_t time;
	enum ct_verdict verdict;
	double score;
	struct alert_story story;
	const struct alert_story *of; /* or NULL */
	int64_t cluster, cluster_stories, cluster_sources;
	struct view evidence; /* a JSON object */
};

/* Does this sink want it?  Feeds are names, or globs of '*' and '?'; one tag in
 * common is enough, whatever its case. */
bool alert_wanted(const struct conf_alert *sink, const struct alert *a);
/* The JSON of the contract, one line without the newline.  Evidence that is no
 * JSON object becomes {}. */
void alert_json(const struct alert *a, struct buf *out);
/* Is it valid UTF-8 without any control character or line separator (C0, DEL,
 * C1, U+2028, U+2029)?  Every sink refuses an alert that is not. */
bool alert_one_line(struct view json);
/* 32 lower-case hex digits from what makes the alert: story and verdict. */
void alert_id(int64_t story, enum ct_verdict verdict, struct view text_sha256, char out[33]);
void alert_sha256(struct view data, uint8_t out[32]);

/* --- sinks: all on the loop's thread ------------------------------------ */

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
/* A new configuration; copies what it needs.  On failure the old one stays.
 * Deliveries under way finish as they were started.  Files open, and hooks and
 * webhooks connect, at the first delivery; secrets are read now, and where that
 * fails (the deliveries then fail, with the reason) again at each delivery. */
enum ct_err sinks_configure(struct sinks *s, const struct conf *c);
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
/* Syncs the alert files now, and says what became of their deliveries.  It
 * happens by itself at the loop's next turn: done is said of a line only once
 * it is on the disk.  A file that cannot be synced fails its own deliveries and
 * nobody else's, so this is always true. */
bool sinks_sync(struct sinks *s);

#endif

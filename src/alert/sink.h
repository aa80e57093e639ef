/* What the sinks share among themselves; nobody else includes this. */
#ifndef SINK_H
#define SINK_H

#include "sinks.h"

struct sink;

/* One kind of sink.  `state` of struct sink is the type's own. */
struct sink_type {
	/* Copies what it needs of c. */
	enum ct_err (*open)(struct sink *s, const struct conf_alert *c);
	/* Takes one delivery, to be ended by sinks_end once, now or later; or
	 * returns why it did not, then sinks_end is not called. */
	enum ct_err (*deliver)(
	    struct sink *s, int64_t delivery, struct view json, const char *alert_id);
	/* Frees all, cancels what is under way (only at sinks_free). */
	void (*close)(struct sink *s);
};

struct sink {
	const struct sink_type *type;
	struct sinks *all;
	char *name;
	void *state;
	int64_t timeout_ms;
	size_t running; /* deliveries under way */
	bool retired;   /* no more in the configuration: goes with its last delivery */
	struct sink *next;
};

/* Ends a delivery.  why need not be clean, is not kept, and may live in the
 * sink; s may be freed by this. */
void sinks_end(struct sink *s, int64_t delivery, bool ok, bool permanent, const char *why);
/* The same, for a receiver that asked to wait so many seconds. */
void sinks_end_later(struct sink *s, int64_t delivery, const char *why, int64_t seconds);

const struct sinks_options *sinks_options_of(const struct sink *s);
/* sinks_sync at the loop's next turn. */
void sinks_sync_soon(struct sink *s);
/* The files of all file sinks: two sections may name the same path. */
struct jsonl **sinks_files_of(struct sink *s);

extern const struct sink_type sink_file, sink_journal, sink_stderr, sink_exec, sink_webhook;

#endif

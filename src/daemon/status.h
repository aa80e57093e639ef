/* What the daemon says of itself: a line for systemd, an object for `copytaster status`. */
#ifndef STATUS_H
#define STATUS_H

#include "poller.h"
#include "report.h"
#include "store.h"

struct status {
	int64_t started, config_loaded;          /* seconds */
	uint64_t polls, stories, copies, alerts; /* since the start */
	char config_error[512];                  /* of the last reload; empty where it went well */
	char degraded[512]; /* what keeps us from storing; empty where all is well */
};

/* Measured at the moment. */
struct status_live {
	size_t clerk_waiting;
	unsigned workers, pool_deaths;
	const struct poller_counts *polls;
	const struct store_counts *counts;
	const char *store, *config;
};

void status_init(struct status *s, int64_t now);
void status_polled(struct status *s, const struct report *r);
/* What polls without news changed was stored, or why it was not. */
void status_written(struct status *s, const char *why);
/* A story was judged outside of a poll. */
void status_story(struct status *s, enum ct_verdict verdict, unsigned alerts);
void status_config_loaded(struct status *s, int64_t now);
void status_config_error(struct status *s, const char *error);
void status_line(const struct status *s, const struct poller_counts *pc, char *out, size_t size);
void status_json(
    const struct status *s, const struct status_live *live, int64_t now, struct buf *out);

#endif

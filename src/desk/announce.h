/* A judged story told: its alert made and queued for each sink that wants it. */
#ifndef ANNOUNCE_H
#define ANNOUNCE_H

#include "conf.h"
#include "store.h"

struct announce {
	const struct store_story *story; /* as it was inserted, its evidence too */
	struct view feed_tags;           /* '\n' joined, besides the entry's own */
	int64_t now;                     /* seconds */
	const struct conf_alert *sinks;
	size_t nsinks;
	const int64_t *corrects; /* stories that are copies of this one, and came before it */
	size_t ncorrects;
	const enum ct_verdict *was; /* what a correction replaces; NULL: it is none */
};

/* Within an open transaction.  *queued: deliveries; a is scratch. */
enum ct_err announce_queue(
    struct store *st, const struct announce *an, struct arena *a, unsigned *queued);

#endif

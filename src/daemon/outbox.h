/*
 * Takes what is due out of the store's outbox to the sinks, and says in the
 * store what became of it.  A delivery is told done only after its sink has it
 * for sure; until then it comes again, with the same alert_id.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include "sinks.h"
#include "clerk.h"
#include "loop.h"

struct outbox;

struct outbox_hooks {
	void *ctx;
	void (*idle)(void *ctx); /* nothing is due, or none of it can be done now */
};

struct outbox *outbox_new(struct loop *l, struct clerk *c, const struct outbox_hooks *hooks);
void outbox_free(struct outbox *o); /* after clerk_free */
/* The sinks to deliver to; both must outlive the outbox or the next call. */
void outbox_configure(struct outbox *o, struct sinks *s, const struct conf *c);
/* There may be something new. */
void outbox_kick(struct outbox *o);
/* The sinks' answer: a sink_done_fn, ctx is the outbox. */
void outbox_answer(void *ctx, int64_t delivery, bool ok, bool permanent, const char *why);
/* Hands over nothing any more; what is under way is still marked, and what could not be is
 * tried once more. */
void outbox_stop(struct outbox *o);
/* Is a delivery with its sink, or its answer on the way into the store? */
bool outbox_busy(const struct outbox *o);
size_t outbox_failed(const struct outbox *o); /* tries that failed so far */

#endif

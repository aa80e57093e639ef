/*
 * What a worker says of a feed: one flat message, and its reader.  The worker
 * has parsed foreign bytes and may have been taken over: the reader trusts
 * nothing in it but its own bounds.
 *
 *	"CTW1", u8 outcome, run what,
 *	u8 format, u8 bozo, runs (bozo_reason title link language image hub alternate),
 *	i32 ttl, u32 skip_hours, u8 skip_days, i32 update_period_seconds,
 *	u32 nitems, then each item: runs (id title link text lang authors tags),
 *	i64 published, i64 updated, fingerprint
 */
#ifndef WIRE_H
#define WIRE_H

#include "buf.h"
#include "feed.h"
#include "fingerprint.h"
#include "story.h"

enum wire_outcome { WIRE_OK, WIRE_NOTFEED, WIRE_FAILED };

/* Views into the message. */
struct wire_feed {
	enum wire_outcome outcome;
	struct view what; /* where not WIRE_OK: what it is instead, or what failed */
	enum feed_format format;
	bool bozo;
	struct view bozo_reason, title, link, language, hub;
	int32_t ttl; /* minutes or -1 */
	uint32_t skip_hours;
	uint8_t skip_days;
	int32_t update_period_seconds;
	uint32_t nitems;
};

/* source is the feed's name: it becomes each story's .source on reading. */
enum ct_err wire_encode(const struct feed *f, struct buf *out);
void wire_encode_failure(enum wire_outcome o, struct view what, struct buf *out);

/* CT_EINVAL where the bytes are no message.  c then stands at the first item. */
enum ct_err wire_decode(struct view message, struct wire_feed *out, struct cursor *c);
/* The next of nitems; views into the message.  CT_EINVAL: stop reading. */
enum ct_err wire_next(struct cursor *c, struct item *out, struct fingerprint *fp);

#endif

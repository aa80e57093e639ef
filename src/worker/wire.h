/*
 * What a worker says of a feed: one flat message, and its reader.  The worker
 * has parsed foreign bytes and may have been taken over: the reader trusts
 * nothing in it but its own bounds.  Integers are little-endian, a run is a u32
 * length and so many bytes of UTF-8:
 *
 *	"CTW2", u8 outcome, run what; where the outcome is WIRE_OK, then
 *	u8 format, u8 bozo, u8 skip_days, u32 skip_hours, i32 ttl,
 *	i32 update_period_seconds, runs (bozo_reason title link language hub),
 *	u32 nitems, then each item in the order of the document:
 *	runs (id title link text lang authors tags), i64 published, i64 updated,
 *	fingerprint, u64 source
 *
 * or, of an entry that the job says is known: u32 2^32 - 1, u64 content_hash, u64
 * source, i64 published.
 *
 * bozo is 2 where the message was full before the feed ended.  An entry that the
 * document was cut off in is not sent: it will come whole.
 */
#ifndef WIRE_H
#define WIRE_H

#include "buf.h"
#include "feed.h"
#include "fingerprint.h"
#include "normalizer.h"
#include "story.h"

enum {
	WIRE_MAX = 32 << 20, /* bytes of a message */
	/* Bytes of one field: longer ones are clipped, longer URLs dropped. */
	WIRE_ID_MAX = 8 << 10,
	WIRE_URL_MAX = 8 << 10,
	WIRE_TITLE_MAX = 4 << 10,
	WIRE_TEXT_MAX = 256 << 10,
	WIRE_LANG_MAX = 64,
	WIRE_NAMES_MAX = 4 << 10, /* of authors, and of tags */
	WIRE_REASON_MAX = 1 << 10,
};

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
	int32_t update_period_seconds; /* or -1 */
	uint32_t nitems;
};

/* Appends a feed's message, its entries normalized (by z, scratch space) and fingerprinted,
 * but for those that are known (known.h; content_hash is what they say), by either hash:
 * the parser may not have been told them, and markup may change where words do not.  Entries that do not fit into out->max
 * are dropped, and the message says so. */
enum ct_err wire_encode(
    const struct feed *f, struct normalizer *z, struct view known, struct buf *out);
void wire_encode_failure(enum wire_outcome o, struct view what, struct buf *out);

/* CT_EINVAL where the bytes are no message.  c then stands at the first item. */
enum ct_err wire_decode(struct view message, struct wire_feed *out, struct cursor *c);
/* The next of nitems, its story's .source empty; views into the message, valid UTF-8.
 * Where fp->version is 0 the entry is a known one, and fp->body[0] its content_hash: of
 * the item there is `published` only.  *source: hash of what it is made of; source may
 * be NULL.  CT_EINVAL: stop reading. */
enum ct_err wire_next(struct cursor *c, struct item *out, struct fingerprint *fp, uint64_t *source);

#endif

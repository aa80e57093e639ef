/*
 * Emits JSON (RFC 8259) into a buf, on one line.  Commas are the writer's
 * business; strings are made valid UTF-8 and every control character is
 * escaped, so that no output can forge a line or drive a terminal.
 * (Reading JSON is Jansson's business.)
 *
 *	struct emit e = emit_to(&buf);
 *	emit_open(&e, '{');
 *	emit_str(&e, "id", id);
 *	emit_close(&e, '}');
 *
 * A key of NULL writes a bare value: an element of an array, or the top.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdint.h>

#include "buf.h"

struct emit {
	struct buf *out;
	bool comma; /* a value stands before, at this level */
};

struct emit emit_to(struct buf *out);
void emit_open(struct emit *e, char bracket);   /* '{' or '[', as a bare value */
void emit_obj(struct emit *e, const char *key); /* key, then '{' */
void emit_arr(struct emit *e, const char *key); /* key, then '[' */
void emit_close(struct emit *e, char bracket);
void emit_str(struct emit *e, const char *key, struct view v);
/* As emit_str, but an empty view is null: "unknown is null". */
void emit_str_or_null(struct emit *e, const char *key, struct view v);
void emit_int(struct emit *e, const char *key, int64_t v);
void emit_num(struct emit *e, const char *key, double v, int decimals); /* not finite: null */
void emit_bool(struct emit *e, const char *key, bool v);
void emit_null(struct emit *e, const char *key);
/* RFC 3339 UTC to the second, or null where CT_TIME_UNKNOWN. */
void emit_time(struct emit *e, const char *key, int64_t t);
/* raw is one JSON value already. */
void emit_raw(struct emit *e, const char *key, struct view raw);

#endif

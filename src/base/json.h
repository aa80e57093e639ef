/*
 * Writes JSON (RFC 8259) into a buf, on one line.  Commas are the writer's
 * business; strings are made valid UTF-8 and every control character is
 * escaped, so that no output can forge a line or drive a terminal.
 * (Reading JSON is Jansson's business.)
 *
 *	struct json j = json_to(&buf);
 *	json_open(&j, '{');
 *	json_str(&j, "id", id);
 *	json_close(&j, '}');
 *
 * A key of NULL writes a bare value: an element of an array, or the top.
 */
#ifndef JSON_H
#define JSON_H

#include <stdint.h>

#include "buf.h"

struct json {
	struct buf *out;
	bool comma; /* a value stands before, at this level */
};

struct json json_to(struct buf *out);
void json_open(struct json *j, char bracket);   /* '{' or '[', as a bare value */
void json_key(struct json *j, const char *key); /* then exactly one bare value */
void json_obj(struct json *j, const char *key); /* key, then '{' */
void json_arr(struct json *j, const char *key); /* key, then '[' */
void json_close(struct json *j, char bracket);
void json_str(struct json *j, const char *key, struct view v);
/* As json_str, but an empty view is null: "unknown is null". */
void json_str_or_null(struct json *j, const char *key, struct view v);
void json_int(struct json *j, const char *key, int64_t v);
void json_num(struct json *j, const char *key, double v, int decimals); /* not finite: null */
void json_bool(struct json *j, const char *key, bool v);
void json_null(struct json *j, const char *key);
/* RFC 3339 UTC to the second, or null where CT_TIME_UNKNOWN. */
void json_time(struct json *j, const char *key, int64_t t);
/* raw is one JSON value already. */
void json_raw(struct json *j, const char *key, struct view raw);

#endif

/*
 * One libcurl multi handle on the loop, with its connections.  All that it
 * connects to is allowed by one list: a connection opened under one list must
 * never serve a request under another.
 */
#ifndef MULTI_H
#define MULTI_H

#include <curl/curl.h>

#include "guard.h"
#include "loop.h"

struct multi;

/* A transfer ended; easy has left the multi handle.  It may start others and
 * must not free the multi handle. */
typedef void multi_done_fn(CURL *easy, CURLcode code);

/* Out of memory: m runs nothing any more and calls nothing again.  Whoever has
 * transfers in it takes them out, and frees it later, when none of its frames is left. */
typedef void multi_spent_fn(void *ctx, struct multi *m);

/* Keeps a copy of allow.  connections: how many may be open. */
struct multi *multi_new(struct loop *l, const struct guard_block *allow, size_t nallow,
    long connections, multi_done_fn *done, multi_spent_fn *on_spent, void *ctx);
void multi_free(struct multi *m); /* its transfers must have left */

enum ct_err multi_add(struct multi *m, CURL *easy);
void multi_remove(struct multi *m, CURL *easy);
bool multi_idle(const struct multi *m);
/* A connection is kept for whoever comes; libcurl closes what is too old only where it
 * opens another. */
void multi_keeps(struct multi *m);
/* Does m hold connections for nobody?  It was told that it keeps some, and nothing has run
 * for ms; *wait: it may later. */
bool multi_stale(const struct multi *m, int64_t ms, bool *wait);
bool multi_spent(const struct multi *m);
/* Is allow the list of m, and m not spent? */
bool multi_is(const struct multi *m, const struct guard_block *allow, size_t nallow);
bool multi_allows(const struct multi *m, const struct sockaddr *sa);

#endif

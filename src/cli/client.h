/*
 * The daemon's control socket: one request a connection, answers as JSON Lines.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <jansson.h>

#include "buf.h"

/* One line of the answer, and the object in it.  false: enough, hang up. */
typedef bool client_line_fn(void *ctx, struct view line, const json_t *o);

enum client_end {
	CLIENT_OK,      /* answered to the end, or until the callback had enough */
	CLIENT_REFUSED, /* the daemon said {"error":...}: *why says what */
	CLIENT_TROUBLE, /* no daemon, no access, no answer: *why says what */
	CLIENT_UNHEARD, /* nobody reads standard output any more */
};

/* Asks at path.  wait: seconds without a byte after which it gives up, or 0 for an
 * answer that goes on: until the daemon ends, which is trouble, or the reader of
 * standard output.  why is for a person; empty but for REFUSED and TROUBLE. */
enum client_end client_ask(const char *path, const json_t *request, int wait, client_line_fn *fn,
    void *ctx, char why[512]);

#endif

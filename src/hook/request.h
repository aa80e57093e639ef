/*
 * One request to run a hook:
 *
 *	NAME\n          an [alert NAME] section of type exec
 *	JSON\n          the alert, one line
 *	(end of input)
 *
 * and its answer, one line: "ok" (exit status 0), "exit N", "signal N",
 * "timeout", or "error MESSAGE" where nothing was run.
 *
 * What exit statuses mean to the daemon: 0, the hook took the alert; 100, it
 * refuses this alert for good, which is not tried again; any other (75,
 * EX_TEMPFAIL, say so), a signal, a timeout: it is tried again later.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdint.h>

#include "buf.h"

/* A megabyte, which no alert exceeds, and the name. */
#define REQUEST_MAX ((1 << 20) + 4096)

struct request {
	struct view name, json; /* json with its newline */
};

/* Reads until the end, for at most so long.  CT_EIO, CT_ELIMIT, CT_ENOMEM. */
enum ct_err request_read(int fd, int64_t timeout_ms, struct buf *in);
/* CT_EINVAL unless it is whole and holds no stray control character: a request
 * that was cut off must run nothing. */
enum ct_err request_parse(struct view in, struct request *out);
/* Does what in asks, by the configuration, and writes the answer with its
 * newline.  false: nothing was run. */
bool request_serve(struct view in, const char *config, struct buf *answer);

#endif

/* Runs one command with bytes on its stdin, for a bounded time. */
#ifndef RUN_H
#define RUN_H

#include <stdint.h>

#include "view.h"

enum run_end { RUN_EXIT, RUN_SIGNAL, RUN_TIMEOUT, RUN_ERROR };

struct run_result {
	enum run_end end;
	int code;        /* exit status or signal; RUN_ERROR: an errno */
	const char *why; /* RUN_ERROR: what could not be done; static */
};

/*
 * argv is run as it stands: no shell; argv[0] without '/' is looked for in
 * /usr/local/bin, /usr/bin and /bin.  The command gets
 *
 *	stdin   a file with the input
 *	stdout  our stderr, as stderr
 *	env     PATH, LANG=C.UTF-8 and COPYTASTER_ALERT=name, nothing else
 *	/       as its working directory, a session of its own, umask 077, and no
 *	        other descriptor
 *
 * After timeout_ms its process group gets SIGTERM, two seconds later SIGKILL.
 * What it leaves running in its group ends with it, too.
 */
struct run_result run_command(
    char *const *argv, const char *name, struct view input, int64_t timeout_ms);

#endif

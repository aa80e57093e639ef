/*
 * copytaster-hook, as the daemon meets it: behind a socket (systemd starts one
 * for each connection) or as a child of its own.  Both ways it reads
 * "NAME\nJSON\n" until the end of its input, and answers with one line:
 *
 *	ok              the hook took the alert
 *	exit 3          it ended so; 100 refuses this alert for good
 *	signal 9        it was ended so
 *	timeout         it was stopped at its time limit
 *	error MESSAGE   it was not run
 */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <sys/types.h>

#include "view.h"

/* A connection to the socket of this path; -1: *why tells. */
int runner_connect(const char *path, const char **why);
/* The program as a child, its stdin and stdout joined to the descriptor that is
 * returned; *pidfd becomes readable once it ended.  -1: *why tells. */
int runner_spawn(const char *program, const char *config, pid_t *pid, int *pidfd, const char **why);

struct runner_verdict {
	bool ok, permanent;
};

/* What the answer says. */
struct runner_verdict runner_verdict(struct view answer);

#endif

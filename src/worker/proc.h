/* One worker process and the socket to it, as the pool sees them. */
#ifndef PROC_H
#define PROC_H

#include <stdint.h>
#include <sys/types.h>

#include "copytaster.h"

struct proc {
	pid_t pid;
	int fd;            /* stream socket, close-on-exec; -1: no process */
	int64_t cpu_limit; /* the kernel's, seconds */
};

/* Starts program: its descriptor 0 is the socket, 2 is /dev/null, no others, no
 * environment, own session, no signal blocked.  CT_EIO: *why is an errno. */
enum ct_err proc_start(const char *program, struct proc *out, int *why);

/* CPU time it has used, ms; -1 where the kernel does not say. */
int64_t proc_cpu_ms(const struct proc *p);
/* Has the kernel kill it soon after ms of CPU in all: the second line of
 * defence, where nobody comes to look.  Without a known clock does nothing. */
void proc_limit_cpu(struct proc *p, int64_t ms);

/* Kills it where it still lives, reaps it, closes the socket.  The status is
 * waitpid's. */
int proc_end(struct proc *p);

#endif

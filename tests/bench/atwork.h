/* A daemon at work on the feeds of polls.h: what it uses, round after round. */
#ifndef ATWORK_H
#define ATWORK_H

#include <sys/types.h>

#include "bench.h"

pid_t atwork_start(void);
void atwork_stop(pid_t daemon);
/* Asks for a poll of all feeds, which begins at once. */
void atwork_poll(void);
/* Until so many feeds are read, and none waits, is polled or is judged.  What the
 * daemon and its workers hold at most goes to atwork_most. */
void atwork_wait(pid_t daemon, long feeds);
/* Feeds a CPU second of one round over all of them. */
double atwork_round(pid_t daemon);

struct atwork_memory {
	double pss, anon, index; /* MiB: all; not of files; of the story index's files */
};
extern struct atwork_memory atwork_most;
/* PSS: what is shared counts once, among the daemon and its children. */
struct atwork_memory atwork_memory(pid_t daemon);
/* Nothing is due: CPU in per cent, and wake-ups of all threads a second. */
void atwork_rest(pid_t daemon, int seconds, double *cpu, double *wakeups);

#endif

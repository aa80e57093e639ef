/* Feeds on loopback hosts, the server that has them, the daemon that polls them. */
#ifndef POLLS_H
#define POLLS_H

#include <stdbool.h>

#include "bench.h"

extern int polls_port, polls_feeds;
extern bool polls_log; /* has the server note requests, from the next set-up on */

/* Starts the server; polls_feeds of so many stories each, a host each; tls: https,
 * by nghttpd.  polls_end() stops it and removes the store. */
void polls_set_up(int entries, bool tls);
void polls_end(void);
/* Does the server send validators? */
void polls_validators(bool on);
/* copytasterd --once. */
struct bench_run polls_once(void);
/* Feeds a CPU second of poll_floor or poll_fetch. */
double polls_bare(const char *name, const char *how);
void polls_forget(void);

#endif

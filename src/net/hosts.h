/*
 * Who may ask now: requests wait in one queue a host, hosts with room take
 * turns, and so many requests run at once to one host and in all.  Every
 * operation takes constant time, whatever waits.
 */
#ifndef HOSTS_H
#define HOSTS_H

#include "view.h"

struct hosts;
struct host;

/* Embedded in its owner, zeroed at first. */
struct hosts_item {
	struct host *host; /* NULL: not in a queue, and not running */
	struct hosts_item *prev, *next;
	bool running;
};

struct hosts *hosts_new(size_t max_running, size_t max_per_host);
void hosts_free(struct hosts *h); /* all items must have left */

enum ct_err hosts_join(struct hosts *h, struct hosts_item *i, struct view name);
/* Has i, which is in no queue, run at once, ahead of nobody; false: no room, or no
 * memory, and i is as before. */
bool hosts_take(struct hosts *h, struct hosts_item *i, struct view name);
/* The next item that may run, which counts as running from now on; or NULL. */
struct hosts_item *hosts_next(struct hosts *h);
/* Would hosts_next give one, if not for the number in all? */
bool hosts_ready(const struct hosts *h);
/* Takes i out, whether it waits, runs, or is in no queue. */
void hosts_leave(struct hosts *h, struct hosts_item *i);
/* Does somebody wait for the host of i, which must not have left? */
bool hosts_wanted(const struct hosts_item *i);
/* Does somebody else wait or run there, where i runs? */
bool hosts_shared(const struct hosts_item *i);

#endif

/*
 * The ids of the alerts that were written last, so that one that comes again
 * after a crash is recognised.  A ring: the oldest make room.
 */
#ifndef RECENT_H
#define RECENT_H

#include <stdbool.h>
#include <stdint.h>

#include "view.h"

#define RECENT_MAX 8192

struct recent {
	uint64_t (*ids)[2]; /* RECENT_MAX of them, or NULL */
	size_t n;           /* ever added, less those forgotten */
};

enum ct_err recent_init(struct recent *r);
void recent_free(struct recent *r);
bool recent_has(const struct recent *r, struct view id);
void recent_add(struct recent *r, struct view id);
/* Forgets the newest n. */
void recent_drop(struct recent *r, size_t n);

#endif

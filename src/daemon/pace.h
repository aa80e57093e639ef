/*
 * How fast pages are asked for: of a host one a second, and of a feed, because where its
 * links lead in the end is seen only then (many names may be one host); later where the
 * server asks for it, an hour at most.  Pure.
 */
#ifndef PACE_H
#define PACE_H

#include "fetch.h"
#include "rests.h"

#define PACE_MS 1000 /* between two pages */

struct pace {
	struct rests rests;
	uint64_t seed; /* secret: rests.h */
};

/* ms from now until a page of this feed may be asked for; 0: at once. */
int64_t pace_left(const struct pace *p, int64_t feed, const char *url, int64_t now);
/* It was, and this came of it. */
void pace_fetched(
    struct pace *p, int64_t feed, const char *url, const struct fetch_result *fr, int64_t now);
bool pace_same_host(const char *a, const char *b);

#endif

/* How often a feed brings an entry: pure. */
#ifndef RHYTHM_H
#define RHYTHM_H

#include <stddef.h>

#include "copytaster.h"

#define RHYTHM_DATES 12

/* The newest dates of a document, newest first; zeroed at first. */
struct rhythm {
	int64_t newest[RHYTHM_DATES];
	size_t n;
};

/* An entry's time, which may be unknown; one after `now` says nothing. */
void rhythm_date(struct rhythm *r, int64_t t, int64_t now);
/* Seconds from entry to entry by those dates; 0: too few of them. */
int64_t rhythm_gap(const struct rhythm *r);
/* The rhythm after so many entries came, which all are of the last so many
 * seconds: what feeds without dates have. */
int64_t rhythm_arrived(int64_t rhythm, int64_t seconds, unsigned entries);

#endif

/*
 * Who is to be left alone, and until when: hosts and feeds that were asked for a page
 * a moment ago, or that said so.  Pure; a bounded number of them, of whom the one whose
 * rest is over first makes room.
 */
#ifndef RESTS_H
#define RESTS_H

#include <stddef.h>
#include <stdint.h>

#define RESTS_MAX 256

/* Zeroed at first. */
struct rests {
	struct {
		uint64_t who; /* a hash; 0: nobody's */
		int64_t until;
	} all[RESTS_MAX];
};

/* who rests until then, by whatever clock, or longer where it does already. */
void rests_add(struct rests *r, uint64_t who, int64_t until);
/* How long who is still to be left alone; 0: not at all. */
int64_t rests_left(const struct rests *r, uint64_t who, int64_t now);

#endif

/*
 * Who is to be left alone, and until when: hosts and feeds that were asked for a page
 * a moment ago, or that said so.  Pure, and of one size: a count-min sketch (Cormode and
 * Muthukrishnan, "An improved data stream summary", 2005) of times.
 *
 * Each has a place in every one of four rows, where the latest end stands of those that
 * have the same place; the earliest of its four is taken.  So no rest is ever ended
 * early, however many there are: somebody may have to wait who need not.  Of three hosts,
 *
 *	a rests until 90     90  90  90  90
 *	b until 20, which    |   20  20  20     one place with a: its earliest is 20 still
 *	c not at all, has    90  20   0   0     two places of others: it need not wait
 *
 * Bound: 512 KiB, of which only what is touched is there at all.  A feed is asked for a
 * page a second: one whose links each lead from one host to another, all of which want
 * an hour of peace, has 7,200 of them rest at a time.  Then one in 60 of all others rests
 * for nothing; beside four such feeds one in 2.
 */
#ifndef RESTS_H
#define RESTS_H

#include <stddef.h>
#include <stdint.h>

#define RESTS_ROWS 4
#define RESTS_BITS 14

/* Zeroed at first. */
struct rests {
	int64_t until[RESTS_ROWS][1 << RESTS_BITS];
};

/*
 * who rests until then, by whatever clock, or longer where it does already.  who is a
 * hash with a secret seed: who knows it can find names that have the places of another.
 */
void rests_add(struct rests *r, uint64_t who, int64_t until);
/* How long who is still to be left alone; 0: not at all. */
int64_t rests_left(const struct rests *r, uint64_t who, int64_t now);

#endif

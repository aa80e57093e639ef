/*
 * Which feed is polled next, and when.  A feed of the roster is
 *
 *	planned   in the timetable, by the wall clock; else busy:
 *	waiting   due, at a gate until its host has room
 *	fetching  it has its host's turn, and a place
 *	fetched   its host's turn is another's; it has a place until its poll has ended
 *
 * There are `concurrency` places, for what takes work.  A fetch that is not over within
 * TURNS_PATIENCE_MS only waits, for a server that is far or silent: it gives its place
 * away for one among those that wait, of which there are many more.  (So no more
 * than `concurrency` begin in that time; with 128 places a thousand hosts that never
 * answer take 0.4 s from all others.)  Where what was fetched piles up behind, it keeps
 * its place for TURNS_SLOW_MS: else more would come than can be read.  A feed whose last
 * fetch was slow begins there, from a gate of its own: it takes no place of the others'
 * at all.  Behind its fetch a poll counts among the places, however it came: while they
 * are taken nothing begins.
 *
 * No clock: what the time is it is told.
 */
#ifndef TURNS_H
#define TURNS_H

#include "hosts.h"
#include "roster.h"

#define TURNS_PATIENCE_MS 50 /* until a fetch gives its place away */
#define TURNS_SLOW_MS 500    /* a fetch that takes longer is slow */
#define TURNS_SLOW 10        /* times as many slow places as others, at most: 30 KB each */
#define TURNS_AGAIN 60       /* seconds after trouble of our own */
#define TURNS_NEVER (-1)

struct turns;
struct gate;

struct turns_now {
	int64_t wall_ms;   /* since 1970, by a clock that somebody may set */
	int64_t steady_ms; /* by one that nobody sets, and that counts sleep */
};

/* A feed's turn: embedded in its poll, zeroed at first. */
struct turn {
	struct gate *gate; /* while it has its host's turn */
	struct hosts_item host;
	int64_t began; /* steady ms */
	bool slow;     /* has one of the slow places */
	struct turn *older, *newer;
};

struct turns *turns_new(void);
void turns_free(struct turns *t); /* all turns must have ended */

/* Plans the feeds of r that are not busy; the polls of those that are go on.  r must stay
 * until the next start.  once: every feed is due now, and never again.  How many places
 * there are is the first roster's concurrency.  CT_ENOMEM: all is as before. */
enum ct_err turns_start(struct turns *t, struct roster *r, bool once, const struct turns_now *now);
/* Has those who are due wait for their turns, and slow fetches make way.  Returns how many
 * there was no memory for: they are put off. */
size_t turns_call(struct turns *t, const struct turns_now *now);

/* The next feed that may be fetched, its host's turn moved into *out, which is to be given
 * to turns_fetching or turns_put_off; NULL: none. */
struct roster_feed *turns_next(struct turns *t, struct turn *out);
/* It takes a place, and stays where it is until turns_end. */
void turns_fetching(struct turns *t, struct turn *turn, const struct turns_now *now);
void turns_fetched(struct turns *t, struct turn *turn);
void turns_end(struct turns *t, struct turn *turn);
/* f, whose turn this is, could not be begun with. */
void turns_put_off(
    struct turns *t, struct turn *turn, struct roster_feed *f, const struct turns_now *now);
/* f, of the roster that was started, is busy no more, and due at `at`, or POLICY_NEVER. */
void turns_plan(struct turns *t, struct roster_feed *f, int64_t at);
/* Has the feed of that name, or all where it is empty, be due now; returns how many were
 * not busy. */
size_t turns_hurry(struct turns *t, struct view name);

/* Does what was fetched pile up behind? */
void turns_crowd(struct turns *t, bool crowded);
/* Milliseconds until turns_call or turns_next may find something to do, TURNS_NEVER: no
 * feed is planned or waits.  room_ms: until there may be room behind the fetches; 0. */
int64_t turns_wait(struct turns *t, const struct turns_now *now, int64_t room_ms);
size_t turns_waiting(const struct turns *t); /* at the gates */
size_t turns_places(const struct turns *t);

#endif

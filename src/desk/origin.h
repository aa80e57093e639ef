/*
 * When was a story first told?  Who told it first is its original, so that a date
 * is a claim to it, and feeds write their own dates.  Believed is
 *
 *	published		where it is known, and
 *	not after it came	clocks go wrong, and entries are dated ahead
 *	not long before		[match] backdate: else the date is of another thing
 *	not before the feed	an entry that was not in its feed when that was last
 *	was last read		read came out since, whatever its date says
 *
 * and otherwise when it came.  So a feed that is polled every ten minutes can win
 * ten minutes by a false date, and no more:
 *
 *	10:00 the Herald tells it; its feed is read at 10:30 (and was at 9:30)
 *	10:10 a farm has copied it, dated 9:00; read at 10:15 (and was at 10:05)
 *	      the farm's: told at 10:05; the Herald's: at 10:00, and so first
 *
 * Where nothing is known of the feed before (its first poll; a file that is
 * judged) `backdate` alone bounds it.
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include <stdint.h>

/* Came at no known time (a file's first stories, without dates): the order tells. */
#define ORIGIN_UNKNOWN 1

/* All in seconds.  published: or CT_TIME_UNKNOWN; came: when the story did; read:
 * when its feed was last read without it, 0: never. */
int64_t origin_told(int64_t published, int64_t came, int64_t read, int64_t backdate);

#endif

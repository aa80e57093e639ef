/*
 * When to poll a feed again: pure, a function of what the feed's owner asked
 * for, what the configuration allows, and how the last polls went.
 */
#ifndef POLICY_H
#define POLICY_H

#include <stdbool.h>

#include "copytaster.h"

#define POLICY_NEVER INT64_MAX

struct policy_limits { /* from the configuration, seconds */
	int64_t interval, min_interval, max_interval;
	int64_t hub_interval; /* the least where a hub pushes */
};

enum policy_result {
	POLICY_OK,      /* 200 or 304, read */
	POLICY_FAILED,  /* anything that may pass: back off */
	POLICY_LIMITED, /* 429, 503: as told, else back off */
	POLICY_GONE,    /* 410: never again */
	POLICY_STUCK,   /* our own trouble (disk full): soon again */
};

struct policy_poll {
	enum policy_result result;
	int64_t failures;    /* in a row, this one included */
	int64_t retry_after; /* seconds, or -1 */
	int64_t max_age;     /* seconds, or -1 */
	int64_t asked;       /* seconds, or -1: ttl, or sy:updatePeriod / updateFrequency */
	uint32_t skip_hours; /* bit h: hour h UTC */
	uint8_t skip_days;   /* bit d: day d, Sunday 0 */
	int64_t rhythm;      /* seconds from entry to entry, or 0: unknown */
	int64_t quiet;       /* seconds since the last one, or 0 */
	bool pushed;         /* the feed names a WebSub hub */
	uint64_t seed;       /* of the jitter: constant for one poll of one feed */
};

/* How often a feed is asked that brings an entry so often: by the square root, which
 * spends a number of requests such that the entries of all feeds together wait
 * least (Cho and Garcia-Molina, 2003).  At one entry in two hours, or where
 * nothing is known, it is the configured interval:
 *
 *	interval 15m   an entry every 10m  1h   2h   a day  a week  a month
 *	is asked every              5m*  10m  15m    52m   2h 17m   4h 44m    * min_interval
 *
 * A silence of many times its rhythm is a slower rhythm. */
int64_t policy_adapted(const struct policy_limits *l, int64_t rhythm, int64_t quiet);

/* Seconds until a feed is asked again whose document could not be stored, as before it
 * `times` others in a row: a minute, then twice as long each time. */
#define POLICY_UNSTORED_MAX 3840
int64_t policy_unstored(unsigned times);

/* Seconds since 1970 of the next poll, or POLICY_NEVER.  Never before now +
 * min_interval; jitter moves it later by up to a tenth. */
int64_t policy_next(const struct policy_limits *l, const struct policy_poll *p, int64_t now);

#endif

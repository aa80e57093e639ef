#include "policy.h"

#include <math.h>

#define DAY 86400
#define STUCK_SECONDS 60
#define BACKOFF_DOUBLINGS 6
#define RHYTHM 7200 /* seconds from entry to entry at which the interval is as configured */
#define SILENCE 4   /* a night without news is no new rhythm */

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* splitmix64: spreads neighbouring seeds. */
static uint64_t mix(uint64_t x)
{
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

/* The interval doubles with each failure after the first. */
static int64_t backed_off(const struct policy_limits *l, int64_t failures)
{
	int64_t wait = l->interval;
	int64_t most = max64(l->max_interval, l->interval);

	for (int64_t i = 1; i < failures && i <= BACKOFF_DOUBLINGS && wait < most; i++)
		wait *= 2;
	return min64(wait, most);
}

int64_t policy_adapted(const struct policy_limits *l, int64_t rhythm, int64_t quiet)
{
	int64_t gap = max64(rhythm > 0 ? rhythm : RHYTHM, quiet / SILENCE);
	double wait = (double)l->interval * sqrt((double)gap / RHYTHM);

	if (wait >= (double)l->max_interval)
		return max64(l->max_interval, l->min_interval);
	return max64((int64_t)wait, l->min_interval);
}

static int64_t interval(const struct policy_limits *l, const struct policy_poll *p)
{
	int64_t asked = max64(max64(p->max_age, p->asked), p->pushed ? l->hub_interval : -1);

	switch (p->result) {
	case POLICY_OK:
		return max64(policy_adapted(l, p->rhythm, p->quiet), min64(asked, l->max_interval));
	case POLICY_LIMITED:
		/* A Retry-After is kept even past max_interval, within reason. */
		if (p->retry_after >= 0)
			return max64(l->interval, min64(p->retry_after, 7 * DAY));
		return max64(backed_off(l, p->failures + 1), 2 * l->interval);
	case POLICY_FAILED:
		return max64(backed_off(l, p->failures), min64(p->retry_after, 7 * DAY));
	case POLICY_STUCK:
		return STUCK_SECONDS;
	case POLICY_GONE:
		break;
	}
	return POLICY_NEVER;
}

int64_t policy_unstored(unsigned times)
{
	int64_t wait = STUCK_SECONDS;

	for (; times > 0 && wait < POLICY_UNSTORED_MAX; times--)
		wait *= 2;
	return wait;
}

/* A moment in the first ten minutes of the next hour that is not skipped; t
 * itself where its own is not, or where all are.  (Not the hour's first second:
 * feeds that skip the same hours would all be due at once.) */
static int64_t unskipped(const struct policy_poll *p, int64_t t)
{
	uint32_t hours = p->skip_hours & 0xFFFFFFu, days = p->skip_days & 0x7Fu;
	int64_t at = t;

	if ((hours == 0 && days == 0) || hours == 0xFFFFFFu || days == 0x7Fu)
		return t;
	for (int i = 0; i < 8 * 24; i++) {
		int64_t hour = at / 3600 % 24, day = (at / DAY + 4) % 7; /* 1970-01-01: Thursday */

		if ((hours >> hour & 1) == 0 && (days >> day & 1) == 0)
			return i == 0 ? t : at + (int64_t)(mix(p->seed) % 600);
		at = (at / 3600 + 1) * 3600;
	}
	return t;
}

int64_t policy_next(const struct policy_limits *l, const struct policy_poll *p, int64_t now)
{
	if (p->result == POLICY_GONE)
		return POLICY_NEVER;
	int64_t wait = interval(l, p);
	if (p->result != POLICY_STUCK)
		wait = max64(wait, l->min_interval);
	wait += (int64_t)(mix(p->seed) % (uint64_t)(wait / 10 + 1));
	return unskipped(p, now + wait);
}

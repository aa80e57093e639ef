/*
 * A week of polling 500 feeds under a fake clock: timetable and policy
 * together, as the poller puts them together.
 */
#include "cmocka_all.h"
#include "policy.h"
#include "timetable.h"

#include <stdlib.h>

#define FEEDS 500
#define WEEK (INT64_C(7) * 86400)
#define START INT64_C(1795000000)

/* How a simulated server behaves. */
enum kind {
	STEADY,
	TTL_HOUR,
	FLAPPING,
	DEAD,
	LIMITED,
	GONE,
	NIGHTLY,
	QUICK,  /* an entry every five minutes */
	WEEKLY, /* an entry a week */
	PUSHED, /* quick, and with a hub */
	KINDS
};

struct sim {
	enum kind kind;
	int64_t polls, failures, last;
	int64_t least, most; /* seconds between polls, as seen */
};

static const struct policy_limits limits = {900, 300, 4 * 3600, 1800};

static struct policy_poll answer(struct sim *s, size_t slot, int64_t now)
{
	struct policy_poll p = {.retry_after = -1, .max_age = -1, .asked = -1};
	bool bad = s->kind == DEAD || (s->kind == FLAPPING && s->polls % 3 == 0);

	(void)now;
	p.result = s->kind == GONE      ? POLICY_GONE
		   : s->kind == LIMITED ? POLICY_LIMITED
		   : bad                ? POLICY_FAILED
					: POLICY_OK;
	p.asked = s->kind == TTL_HOUR ? 3600 : -1;
	p.retry_after = s->kind == LIMITED ? 2 * 3600 : -1;
	p.skip_hours = s->kind == NIGHTLY ? 0xFFFFFEu & 0xFFFFFFu : 0; /* only hour 0 */
	p.rhythm = s->kind == QUICK || s->kind == PUSHED ? 300 : s->kind == WEEKLY ? WEEK : 0;
	p.pushed = s->kind == PUSHED;
	s->failures = p.result == POLICY_OK ? 0 : s->failures + 1;
	p.failures = s->failures;
	p.seed = (uint64_t)slot << 32 ^ (uint64_t)s->polls;
	return p;
}

static void poll_one(struct timetable *t, struct sim *s, size_t slot, int64_t now)
{
	int64_t gap = now - s->last;

	if (s->polls > 0) {
		s->least = s->polls == 1 || gap < s->least ? gap : s->least;
		s->most = gap > s->most ? gap : s->most;
	}
	s->last = now;
	s->polls++;
	struct policy_poll p = answer(s, slot, now);
	timetable_set(t, slot, policy_next(&limits, &p, now));
}

static void a_week(void **state)
{
	static struct sim sims[FEEDS];
	struct timetable *t = timetable_new(FEEDS);
	int64_t now = START, busiest = 0;

	(void)state;
	for (size_t i = 0; i < FEEDS; i++) {
		sims[i].kind = (enum kind)(i % KINDS);
		timetable_set(t, i, START);
	}
	for (int64_t next; (next = timetable_next(t)) < START + WEEK;) {
		int64_t in_second = 0;

		assert_true(next >= now); /* time never goes back */
		now = next;
		for (size_t slot; (slot = timetable_take(t, now)) != SIZE_MAX; in_second++)
			poll_one(t, &sims[slot], slot, now);
		if (now > START + 86400 && in_second > busiest)
			busiest = in_second;
	}
	for (size_t i = 0; i < FEEDS; i++) {
		const struct sim *s = &sims[i];

		switch (s->kind) {
		case STEADY:
			assert_in_range(s->polls, WEEK / 990, WEEK / 900 + 1);
			assert_true(s->least >= 900 && s->most <= 990);
			break;
		case TTL_HOUR:
			assert_in_range(s->polls, WEEK / 3960, WEEK / 3600 + 1);
			break;
		case FLAPPING:
			assert_true(s->most <= 990);
			break;
		case DEAD:
			assert_in_range(s->polls, WEEK / 15840, WEEK / 14400 + 6);
			break;
		case LIMITED:
			assert_true(s->least >= 7200);
			break;
		case GONE:
			assert_int_equal(s->polls, 1);
			break;
		case NIGHTLY:
			assert_in_range(s->polls, 7, 7 * 5 + 1);
			break;
		case QUICK: /* never below min_interval */
			assert_true(s->least >= 300 && s->most <= 330);
			break;
		case WEEKLY:
			assert_true(s->least >= 8248 && s->most <= 4 * 3600);
			break;
		case PUSHED:
			assert_true(s->least >= 1800 && s->most <= 1980);
			break;
		case KINDS:
			fail();
		}
	}
	/* Jitter has spread what began in one second. */
	assert_true(busiest < FEEDS / 20);
	timetable_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_week)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

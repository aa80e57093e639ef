#include "cmocka_all.h"
#include "policy.h"

#define HOUR 3600
#define DAY (24 * HOUR)
/* A Monday, midnight UTC. */
#define MONDAY (INT64_C(4) * DAY)

static const struct policy_limits limits = {900, 300, 2 * HOUR, 1800};

static struct policy_poll poll_ok(void)
{
	return (struct policy_poll){
	    .result = POLICY_OK, .retry_after = -1, .max_age = -1, .asked = -1};
}

static int64_t wait(const struct policy_poll *p)
{
	return policy_next(&limits, p, MONDAY) - MONDAY;
}

/* The interval, and up to a tenth of jitter. */
static void assert_about(int64_t got, int64_t want)
{
	assert_in_range(got, want, want + want / 10);
}

static void what_the_owner_asks_for(void **state)
{
	struct policy_poll p = poll_ok();

	(void)state;
	assert_about(wait(&p), 900);
	p.asked = HOUR;
	assert_about(wait(&p), HOUR);
	p.max_age = 90 * 60;
	assert_about(wait(&p), 90 * 60);
	p.asked = 30 * DAY; /* never past the configured most */
	assert_about(wait(&p), 2 * HOUR);
	p = poll_ok();
	p.asked = 1; /* nor below the interval */
	assert_about(wait(&p), 900);
}

static void its_own_rhythm(void **state)
{
	static const struct {
		int64_t rhythm, quiet, want;
	} cases[] = {
	    {0, 0, 900},
	    {HOUR, 0, 636},
	    {2 * HOUR, 0, 900},
	    {600, 0, 300}, /* min_interval */
	    {DAY, 0, 3117},
	    {365 * DAY, 0, 2 * HOUR}, /* max_interval */
	    {HOUR, 4 * HOUR, 636},    /* a pause */
	    {HOUR, 4 * DAY, 3117},    /* asleep */
	    {0, 40 * DAY, 2 * HOUR},
	    {INT64_MAX, INT64_MAX, 2 * HOUR},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct policy_poll p = poll_ok();

		p.rhythm = cases[i].rhythm;
		p.quiet = cases[i].quiet;
		assert_about(wait(&p), cases[i].want);
		p.asked = 90 * 60; /* what its owner asks for is the least */
		assert_about(wait(&p), cases[i].want > 90 * 60 ? cases[i].want : 90 * 60);
	}
}

static void a_hub_pushes(void **state)
{
	struct policy_poll p = poll_ok();

	(void)state;
	p.pushed = true;
	p.rhythm = 600;
	assert_about(wait(&p), 1800);
	p.rhythm = DAY;
	assert_about(wait(&p), 3117);
}

static void jitter_is_steady_and_spread(void **state)
{
	struct policy_poll p = poll_ok();
	int64_t sum = 0, first = 0;

	(void)state;
	for (p.seed = 0; p.seed < 1000; p.seed++) {
		int64_t w = wait(&p);

		assert_int_equal(w, wait(&p));
		assert_about(w, 900);
		sum += w;
		first = p.seed == 0 ? w : first;
	}
	assert_in_range(sum / 1000, 935, 955);
}

static void failures_back_off(void **state)
{
	static const int64_t want[] = {900, 1800, 3600, 7200, 7200, 7200};
	struct policy_poll p = poll_ok();

	(void)state;
	p.result = POLICY_FAILED;
	for (size_t i = 0; i < COUNT(want); i++) {
		p.failures = (int64_t)i + 1;
		assert_about(wait(&p), want[i]);
	}
	p.failures = INT64_MAX;
	assert_about(wait(&p), 7200);
	p.failures = 1;
	p.retry_after = 5 * HOUR;
	assert_about(wait(&p), 5 * HOUR);
}

static void limited_and_gone(void **state)
{
	struct policy_poll p = poll_ok();

	(void)state;
	p.result = POLICY_LIMITED;
	p.failures = 1;
	assert_about(wait(&p), 1800);
	p.retry_after = 3 * DAY;
	assert_about(wait(&p), 3 * DAY);
	p.retry_after = 10;
	assert_about(wait(&p), 900);
	p.retry_after = INT64_MAX;
	assert_about(wait(&p), 7 * DAY);
	p.result = POLICY_GONE;
	assert_int_equal(policy_next(&limits, &p, MONDAY), POLICY_NEVER);
	p.result = POLICY_STUCK;
	assert_about(wait(&p), 60);
}

static void skipped_hours_and_days(void **state)
{
	struct policy_poll p = poll_ok();

	(void)state;
	p.skip_hours = 0xFF; /* 0 to 7 */
	assert_in_range(wait(&p), 8 * HOUR, 8 * HOUR + 599);
	p.skip_hours = 0xFFFFFF; /* all: nonsense, ignored */
	assert_about(wait(&p), 900);
	p.skip_hours = 0;
	p.skip_days = 1 << 1 | 1 << 2; /* Monday and Tuesday */
	assert_in_range(wait(&p), 2 * DAY, 2 * DAY + 599);
	p.skip_hours = 1; /* and midnight */
	assert_in_range(wait(&p), 2 * DAY + HOUR, 2 * DAY + HOUR + 599);
}

/* A document that cannot be stored, whatever is the matter with it, is not fetched again each
 * minute for good. */
static void what_cannot_be_stored(void **state)
{
	(void)state;
	for (unsigned times = 0; times < 20; times++)
		assert_int_equal(
		    policy_unstored(times), times < 6 ? 60 << times : POLICY_UNSTORED_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_the_owner_asks_for),
	    cmocka_unit_test(its_own_rhythm),
	    cmocka_unit_test(a_hub_pushes),
	    cmocka_unit_test(jitter_is_steady_and_spread),
	    cmocka_unit_test(failures_back_off),
	    cmocka_unit_test(limited_and_gone),
	    cmocka_unit_test(skipped_hours_and_days),
	    cmocka_unit_test(what_cannot_be_stored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

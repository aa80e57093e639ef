#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "backoff.h"

static void grows_within_bounds(void **state)
{
	static const int64_t full[] = {30, 120, 600, 1800, 3600, 7200, 14400, 21600, 21600, 21600};

	(void)state;
	for (int64_t tries = 1; tries <= 10; tries++) {
		for (uint64_t salt = 0; salt < 500; salt++) {
			int64_t s = backoff_seconds(tries, salt, 0);

			assert_in_range(s, full[tries - 1] - full[tries - 1] / 5, full[tries - 1]);
		}
	}
	assert_in_range(backoff_seconds(INT64_MAX, 1, 0), 17280, 21600);
	assert_in_range(backoff_seconds(0, 1, 0), 24, 30);
	assert_in_range(backoff_seconds(INT64_MIN, 1, 0), 24, 30);
}

static void is_spread_and_repeatable(void **state)
{
	int seen[7] = {0};

	(void)state;
	assert_int_equal(backoff_seconds(3, 42, 0), backoff_seconds(3, 42, 0));
	for (uint64_t salt = 1; salt <= 700; salt++)
		seen[30 - backoff_seconds(1, salt, 0)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 60, 140);
}

static void heeds_the_receiver(void **state)
{
	(void)state;
	assert_int_equal(backoff_seconds(1, 5, 100), 100);
	assert_int_equal(backoff_seconds(1, 5, INT64_MAX), 21600);
	assert_int_equal(backoff_seconds(5, 5, 1), backoff_seconds(5, 5, 0));
	assert_int_equal(backoff_seconds(5, 5, -1), backoff_seconds(5, 5, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(grows_within_bounds),
	    cmocka_unit_test(is_spread_and_repeatable),
	    cmocka_unit_test(heeds_the_receiver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cmocka_all.h"
#include "rhythm.h"

#define NOW INT64_C(1795000000)
#define HOUR 3600

static void dates_in_any_order(void **state)
{
	static const int hours[] = {3, 1, 5, 2, 4, 6, 7, 9, 8, 10, 14, 11, 12, 13, 400};
	struct rhythm r = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(hours); i++)
		rhythm_date(&r, NOW - hours[i] * HOUR, NOW);
	assert_int_equal(r.n, RHYTHM_DATES);
	assert_int_equal(r.newest[0], NOW - HOUR);
	assert_int_equal(r.newest[RHYTHM_DATES - 1], NOW - 12 * HOUR);
	assert_int_equal(rhythm_gap(&r), HOUR);
}

static void dates_that_say_nothing(void **state)
{
	struct rhythm r = {0};

	(void)state;
	rhythm_date(&r, CT_TIME_UNKNOWN, NOW);
	rhythm_date(&r, NOW + 1, NOW);
	rhythm_date(&r, 0, NOW);
	assert_int_equal(r.n, 0);
	assert_int_equal(rhythm_gap(&r), 0);
	rhythm_date(&r, NOW, NOW);
	rhythm_date(&r, NOW, NOW);
	assert_int_equal(rhythm_gap(&r), 0);
	rhythm_date(&r, NOW, NOW); /* all at once */
	assert_int_equal(rhythm_gap(&r), 1);
}

static void arrivals(void **state)
{
	(void)state;
	assert_int_equal(rhythm_arrived(0, 600, 2), 300);
	assert_int_equal(rhythm_arrived(1000, 600, 1), 900);
	assert_int_equal(rhythm_arrived(1000, 0, 1), 750);
	assert_int_equal(rhythm_arrived(0, 0, 100), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_in_any_order),
	    cmocka_unit_test(dates_that_say_nothing),
	    cmocka_unit_test(arrivals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

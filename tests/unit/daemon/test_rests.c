#include <stdlib.h>
#include <xxhash.h>

#include "cmocka_all.h"
#include "rests.h"

/* Who the nth is. */
static uint64_t nth(uint64_t n)
{
	return XXH3_64bits(&n, sizeof(n));
}

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct rests));
	return *state == NULL;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static void a_rest_ends_and_is_lengthened(void **state)
{
	struct rests *r = *state;
	const uint64_t a = nth(7), b = nth(8);

	assert_int_equal(rests_left(r, a, 1000), 0);
	rests_add(r, a, 1500);
	rests_add(r, b, 9000);
	assert_int_equal(rests_left(r, a, 1000), 500);
	rests_add(r, a, 3000);
	rests_add(r, a, 2000); /* it has longer already */
	assert_int_equal(rests_left(r, a, 1000), 2000);
	assert_int_equal(rests_left(r, a, 3000), 0);
	assert_int_equal(rests_left(r, a, 4000), 0);
	assert_int_equal(rests_left(r, b, 4000), 5000);
}

/* However many rest for an hour, each gets it, and a second is a second for who comes
 * then. */
static void no_rest_is_lost(void **state)
{
	enum { MANY = 7200, OTHERS = 10000 };
	struct rests *r = *state;
	size_t waits = 0;

	for (uint64_t i = 0; i < MANY; i++)
		rests_add(r, nth(i), 3600000 + (int64_t)i);
	for (uint64_t i = MANY; i < MANY + OTHERS; i++)
		waits += rests_left(r, nth(i), 1000) > 0;
	assert_in_range(waits, 0, OTHERS / 40); /* for nothing: 1.6 % */
	for (uint64_t i = MANY; i < MANY + OTHERS; i++) {
		rests_add(r, nth(i), 2000);
		assert_true(rests_left(r, nth(i), 1000) >= 1000);
	}
	for (uint64_t i = 0; i < MANY; i++)
		assert_true(rests_left(r, nth(i), 1000) >= 3599000 + (int64_t)i);
	assert_int_equal(rests_left(r, nth(3), 3700000), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_rest_ends_and_is_lengthened),
	    TEST(no_rest_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cmocka_all.h"
#include "rests.h"

static void a_rest_ends_and_is_lengthened(void **state)
{
	struct rests r = {0};

	(void)state;
	assert_int_equal(rests_left(&r, 7, 1000), 0);
	rests_add(&r, 7, 1500);
	rests_add(&r, 8, 9000);
	assert_int_equal(rests_left(&r, 7, 1000), 500);
	rests_add(&r, 7, 3000);
	rests_add(&r, 7, 2000); /* it has longer already */
	assert_int_equal(rests_left(&r, 7, 1000), 2000);
	assert_int_equal(rests_left(&r, 7, 3000), 0);
	assert_int_equal(rests_left(&r, 7, 4000), 0);
	assert_int_equal(rests_left(&r, 8, 4000), 5000);
}

/* Where there is no room the one that is over first makes some, and no other. */
static void the_shortest_rest_makes_room(void **state)
{
	struct rests r = {0};

	(void)state;
	for (uint64_t i = 1; i <= RESTS_MAX; i++)
		rests_add(&r, i, i == 9 ? 5 : (int64_t)(1000 + i));
	assert_int_equal(rests_left(&r, 9, 0), 5);
	rests_add(&r, 5000, 77);
	assert_int_equal(rests_left(&r, 9, 0), 0);
	assert_int_equal(rests_left(&r, 5000, 0), 77);
	for (uint64_t i = 1; i <= RESTS_MAX; i++)
		if (i != 9)
			assert_int_equal(rests_left(&r, i, 0), 1000 + i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_rest_ends_and_is_lengthened),
	    cmocka_unit_test(the_shortest_rest_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

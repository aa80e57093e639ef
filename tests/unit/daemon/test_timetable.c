#include "cmocka_all.h"
#include "timetable.h"

#include <stdlib.h>

static void gives_what_is_due(void **state)
{
	(void)state;
	struct timetable *t = timetable_new(4);

	assert_int_equal(timetable_next(t), TIMETABLE_NEVER);
	assert_int_equal(timetable_take(t, INT64_MAX - 1), SIZE_MAX);
	timetable_set(t, 2, 50);
	timetable_set(t, 0, 100);
	timetable_set(t, 1, 50);
	timetable_set(t, 3, TIMETABLE_NEVER);
	assert_int_equal(timetable_next(t), 50);
	assert_int_equal(timetable_take(t, 49), SIZE_MAX);
	assert_int_equal(timetable_take(t, 50), 1); /* equal times: by slot */
	assert_int_equal(timetable_take(t, 50), 2);
	assert_int_equal(timetable_take(t, 99), SIZE_MAX);
	timetable_set(t, 0, 10);
	assert_int_equal(timetable_take(t, 99), 0);
	assert_int_equal(timetable_next(t), TIMETABLE_NEVER);
	timetable_free(t);
}

/* Against a plain array, through many random changes. */
static void agrees_with_an_array(void **state)
{
	enum { N = 60 };
	int64_t at[N];
	struct timetable *t = timetable_new(N);

	(void)state;
	srand(1);
	for (size_t i = 0; i < N; i++)
		at[i] = TIMETABLE_NEVER;
	for (int step = 0; step < 20000; step++) {
		if (rand() % 2) {
			size_t slot = (size_t)rand() % N;

			at[slot] = rand() % 8 == 0 ? TIMETABLE_NEVER : rand() % 1000;
			timetable_set(t, slot, at[slot]);
			continue;
		}
		int64_t now = rand() % 1000;
		size_t first = SIZE_MAX;
		for (size_t i = 0; i < N; i++)
			if (at[i] <= now && (first == SIZE_MAX || at[i] < at[first]))
				first = i;
		assert_int_equal(timetable_take(t, now), first);
		if (first != SIZE_MAX)
			at[first] = TIMETABLE_NEVER;
	}
	timetable_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_what_is_due),
	    cmocka_unit_test(agrees_with_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

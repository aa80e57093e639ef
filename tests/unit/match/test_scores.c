#include <stdlib.h>

#include "cmocka_all.h"
#include "scores.h"

static void test_the_heaviest_come_first(void **state)
{
	struct scores *s = malloc(sizeof(*s));
	struct index_candidate best[3];

	(void)state;
	scores_clear(s);
	assert_int_equal(scores_best(s, best, 3), 0);
	for (uint32_t story = 1; story <= 9; story++)
		scores_add(s, story, story % 4 == 0 ? 3 : 1);
	scores_add(s, 7, 1);
	assert_int_equal(scores_best(s, best, 3), 3);
	assert_int_equal(best[0].story, 4); /* of equals the earlier */
	assert_int_equal(best[1].story, 8);
	assert_int_equal(best[2].story, 7);
	assert_int_equal(best[2].shared, 2);
	assert_true(best[2].weight == 2);
	assert_int_equal(scores_best(s, best, 1), 1);
	assert_int_equal(best[0].story, 4);
	free(s);
}

static void test_who_comes_late_adds_no_more(void **state)
{
	struct scores *s = malloc(sizeof(*s));
	struct index_candidate best[2];

	(void)state;
	scores_clear(s);
	for (uint32_t story = 0; story < SCORES_MAX + 100; story++)
		scores_add(s, story, 1);
	assert_int_equal(s->n, SCORES_MAX);
	scores_add(s, SCORES_MAX + 1, 9);
	scores_add(s, 5, 1);
	assert_int_equal(scores_best(s, best, 2), 2);
	assert_int_equal(best[0].story, 5);
	assert_int_equal(best[1].story, 0);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_heaviest_come_first),
	    cmocka_unit_test(test_who_comes_late_adds_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

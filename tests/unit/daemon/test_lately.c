#include "cmocka_all.h"
#include "lately.h"

static void others_find_it(void **state)
{
	static struct lately l;

	(void)state;
	assert_null(lately_find(&l, 5, 1, 1, 0));
	lately_add(&l, &(struct lately_page){5, 1, 10, 100, 77, 0});
	const struct lately_page *p = lately_find(&l, 5, 2, 10, 100);
	assert_non_null(p);
	assert_int_equal(p->story, 77);
	assert_non_null(lately_find(&l, 5, 1, 11, 0));
	assert_null(lately_find(&l, 6, 2, 10, 0));   /* another page */
	assert_null(lately_find(&l, 5, 1, 10, 100)); /* who asked for it */
	assert_null(lately_find(&l, 5, 2, 10, 101)); /* who came later */
	lately_add(&l, &(struct lately_page){5, 2, 10, 200, 78, 0});
	assert_int_equal(lately_find(&l, 5, 3, 3, 150)->story, 78);
	assert_int_equal(lately_find(&l, 5, 2, 10, 50)->story, 77);
	assert_null(lately_find(&l, 5, 2, 10, 150));
}

static void the_oldest_makes_room(void **state)
{
	static struct lately l;

	(void)state;
	for (uint64_t i = 0; i < 3 * LATELY_MAX + 7; i++)
		lately_add(&l, &(struct lately_page){i, 1, 1, 1, (int64_t)i, 0});
	for (uint64_t i = 0; i < 3 * LATELY_MAX + 7; i++)
		assert_int_equal(lately_find(&l, i, 2, 2, 0) != NULL, i >= 2 * LATELY_MAX + 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(others_find_it),
	    cmocka_unit_test(the_oldest_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

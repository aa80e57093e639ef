/* Entries that wait for the commit. */
#include "cmocka_all.h"
#include "late.h"

#include <time.h>

enum { MANY = 20000 };

static struct store_entry entry(int64_t story)
{
	return (struct store_entry){.story = story, .content = 7, .seen = 9};
}

static void found_replaced_and_in_order(void **state)
{
	struct late l = {0};
	const struct store_entry one = entry(1), two = entry(2), three = entry(3);

	(void)state;
	assert_null(late_find(&l, 1, 5));
	assert_int_equal(late_put(&l, 2, 5, &one), CT_OK);
	assert_int_equal(late_put(&l, 1, UINT64_MAX, &two), CT_OK); /* -1 to SQLite */
	assert_int_equal(late_put(&l, 1, 5, &two), CT_OK);
	assert_int_equal(late_put(&l, 1, 5, &three), CT_OK);
	assert_int_equal(l.n, 3);
	assert_int_equal(late_find(&l, 1, 5)->entry.story, 3);
	assert_int_equal(late_find(&l, 2, 5)->entry.story, 1);
	assert_null(late_find(&l, 2, 6));
	assert_int_equal(late_put(&l, 2, 5, NULL), CT_OK);
	assert_true(late_find(&l, 2, 5)->gone);
	assert_int_equal(late_put(&l, 2, 5, &one), CT_OK);
	assert_false(late_find(&l, 2, 5)->gone);
	late_sort(&l);
	assert_true(l.entries[0].feed == 1 && l.entries[0].ident == UINT64_MAX);
	assert_true(l.entries[1].feed == 1 && l.entries[1].ident == 5);
	assert_int_equal(l.entries[2].feed, 2);
	late_clear(&l);
	assert_null(late_find(&l, 1, 5));
	late_free(&l);
}

/* Processor time to put and find MANY, `apart` from one to the next. */
static double cost(uint64_t apart)
{
	struct late l = {0};
	const struct store_entry e = entry(1);
	clock_t from = clock();

	for (uint64_t i = 1; i <= MANY; i++)
		assert_int_equal(late_put(&l, 1, i * apart, &e), CT_OK);
	for (uint64_t i = 1; i <= MANY; i++)
		assert_non_null(late_find(&l, 1, i * apart));
	late_free(&l);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

static void idents_made_alike_cost_no_more(void **state)
{
	(void)state;
	double common = cost(0x9E3779B97F4A7C15u);

	/* The same in all the bits that a table of this size would look at first. */
	assert_true(cost(UINT64_C(1) << 32) < 10 * common + 0.02);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(found_replaced_and_in_order),
	    cmocka_unit_test(idents_made_alike_cost_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cmocka_all.h"
#include "view.h"

static void compares(void **state)
{
	(void)state;
	assert_true(view_eq(view_of("a"), VIEW_LIT("a")));
	assert_false(view_eq(view_of("a"), VIEW_LIT("ab")));
	assert_true(view_eq((struct view){NULL, 0}, view_of("")));
	assert_true(view_caseeq(view_of("HTTP"), view_of("http")));
	assert_false(view_caseeq(view_of("\xC3\x84"), view_of("\xC3\xA4")));
	assert_true(view_starts(view_of("https://"), VIEW_LIT("http")));
	assert_false(view_starts(view_of("htt"), VIEW_LIT("http")));
	assert_true(view_casestarts(view_of("<HTML>"), VIEW_LIT("<html")));
	static const char *const words[] = {"two", "three"};
	assert_true(view_is_one(view_of("Three"), words, 2));
	assert_false(view_is_one(view_of("threes"), words, 2));
	assert_false(view_is_one(view_of(""), words, 2));
	assert_true(view_begins_one(view_of("THREES"), words, 2));
	assert_false(view_begins_one(view_of("thre"), words, 2));
	assert_false(view_begins_one(view_of("two"), words, 0));
	assert_true(view_starts(view_of(""), (struct view){NULL, 0}));
}

static void cuts(void **state)
{
	(void)state;
	struct view v = view_of("abcdef");

	assert_true(view_is(view_sub(v, 2, 2), "cd"));
	assert_true(view_is(view_sub(v, 4, 100), "ef"));
	assert_int_equal(view_sub(v, 100, 1).n, 0);
	assert_true(view_is(view_trim(view_of(" \t\r\n x y \f\v")), "x y"));
	assert_int_equal(view_trim(view_of(" \n ")).n, 0);
}

static void finds(void **state)
{
	(void)state;
	assert_int_equal(view_find(view_of("abcabd"), view_of("abd")), 3);
	assert_int_equal(view_find(view_of("ab"), view_of("abc")), SIZE_MAX);
	assert_int_equal(view_find(view_of("ab"), view_of("")), 0);
	assert_int_equal(view_chr(view_of("a\nb"), '\n'), 1);
	assert_int_equal(view_chr((struct view){NULL, 0}, 'x'), SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(compares),
	    cmocka_unit_test(cuts),
	    cmocka_unit_test(finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

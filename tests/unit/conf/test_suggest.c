#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "count.h"
#include "suggest.h"

static const char *nearest(const char *wrong)
{
	static const char *const words[] = {
	    "url", "interval", "min_interval", "timeout", "tags", ""};
	struct suggest s = {.wrong = view_of(wrong)};
	for (size_t i = 0; i < COUNT(words); i++)
		suggest_offer(&s, words[i]);
	return s.best;
}

static void finds_the_nearest(void **state)
{
	(void)state;
	assert_string_equal(nearest("intervall"), "interval");
	assert_string_equal(nearest("itnerval"), "interval");
	assert_string_equal(nearest("Interval"), "interval");
	assert_string_equal(nearest("ulr"), "url");
	assert_string_equal(nearest("tag"), "tags");
	assert_string_equal(nearest("mininterval"), "min_interval");
}

static void is_silent_where_none_is_near(void **state)
{
	(void)state;
	assert_null(nearest("xyzzy"));
	assert_null(nearest(""));
	assert_null(
	    nearest("an_option_name_that_is_longer_than_sixty_four_bytes_to_overflow_the_rows"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_nearest),
	    cmocka_unit_test(is_silent_where_none_is_near),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

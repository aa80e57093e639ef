#include "cmocka_all.h"
#include "known.h"

static bool says(struct view list, uint64_t content)
{
	struct known_contents k = {.list = list};
	bool found = false;

	assert_int_equal(known_says(&k, content, &found), CT_OK);
	known_free(&k);
	return found;
}

static void test_each_is_found(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	for (uint64_t i = 1; i <= 5; i++)
		known_add(&b, 10 * i, 100 + i);
	for (uint64_t i = 1; i <= 5; i++) {
		assert_int_equal(known_content(buf_view(&b), 10 * i), 100 + i);
		assert_int_equal(known_content(buf_view(&b), 10 * i + 1), 0);
		assert_true(says(buf_view(&b), 100 + i));
		assert_false(says(buf_view(&b), 10 * i));
	}
	assert_int_equal(known_content(buf_view(&b), 1), 0);
	buf_free(&b);
}

static void test_any_bytes_are_a_list(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	assert_int_equal(known_content(buf_view(&b), 7), 0);
	assert_false(says(buf_view(&b), 7));
	known_add(&b, 7, 70);
	known_add(&b, 8, 80);
	for (size_t n = 0; n < b.n; n++) {
		struct view cut = view_sub(buf_view(&b), 0, n);
		assert_int_equal(known_content(cut, 7), n < 16 ? 0 : 70);
		assert_int_equal(known_content(cut, 8), 0);
		assert_int_equal(says(cut, 70), n >= 16);
		assert_false(says(cut, 80));
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_is_found),
	    cmocka_unit_test(test_any_bytes_are_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

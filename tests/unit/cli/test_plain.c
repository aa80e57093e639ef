#include "cmocka_all.h"

#include "plain.h"

static void cell(const char *text, size_t columns, bool fill, const char *want)
{
	struct buf out = BUF_INIT(65536);
	plain_cell(&out, view_of(text), columns, fill);
	assert_string_equal(out.p != NULL ? out.p : "", want);
	buf_free(&out);
}

static void cells_are_cut_and_filled(void **state)
{
	(void)state;
	cell("abc", 5, true, "abc  ");
	cell("abc", 5, false, "abc");
	cell("abcdef", 5, true, "abcd…");
	cell("日本語", 5, true, "日本…");
	cell("日本語", 4, true, "日… ");
	cell("a\nb\tc", 9, false, "a b c");
	cell("", 2, true, "  ");
	cell("ab", 1, false, "…");
}

static void cells_are_safe(void **state)
{
	(void)state;
	struct buf out = BUF_INIT(65536);
	plain_cell(&out, view_of("\x1b[2J\x07x\xC2\x9By"), 60, false);
	for (size_t i = 0; i < out.n; i++)
		assert_true((unsigned char)out.p[i] >= 0x20);
	assert_null(strstr(out.p, "\xC2\x9B"));
	buf_free(&out);
}

static void a_huge_value_costs_little(void **state)
{
	(void)state;
	struct buf big = BUF_INIT(1 << 20), out = BUF_INIT(65536);
	for (int i = 0; i < 1 << 19; i++)
		buf_addc(&big, i % 7 == 0 ? ' ' : 'x');
	plain_cell(&out, buf_view(&big), 20, true);
	assert_int_equal(plain_columns(buf_view(&out)), 20);
	buf_free(&big);
	buf_free(&out);
}

static void keys_that_are_absent_are_empty(void **state)
{
	(void)state;
	json_t *o = json_pack("{s:s, s:n, s:i}", "a", "x\ny", "b", "c", 7);
	struct buf out = BUF_INIT(65536);
	plain_add_key(&out, o, "a");
	plain_add_key(&out, o, "b");
	plain_add_key(&out, o, "c");
	plain_add_key(&out, o, "d");
	plain_add_key(&out, NULL, "d");
	assert_string_equal(out.p, "x y");
	buf_free(&out);
	json_decref(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells_are_cut_and_filled),
	    cmocka_unit_test(cells_are_safe),
	    cmocka_unit_test(a_huge_value_costs_little),
	    cmocka_unit_test(keys_that_are_absent_are_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

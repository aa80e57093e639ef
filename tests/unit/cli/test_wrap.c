#include "cmocka_all.h"

#include "plain.h"
#include "wrap.h"

static void gives(const char *text, size_t columns, wrap_style_fn *fn, const char *want)
{
	struct wrap w;
	struct buf out = BUF_INIT(65536);
	wrap_text(&w, view_of(text), columns, fn, NULL);
	for (size_t i = 0; i < w.n; i++) {
		wrap_add_line(&w, i, 0, &out);
		buf_addc(&out, '$');
		assert_true(w.lines[i].columns <= columns);
	}
	assert_string_equal(out.p != NULL ? out.p : "", want);
	buf_free(&out);
	wrap_free(&w);
}

static void breaks_at_blanks(void **state)
{
	(void)state;
	gives("", 10, NULL, "");
	gives("  one   two\nthree ", 10, NULL, "one two$three$");
	gives("exactly 10", 10, NULL, "exactly 10$");
	gives("exactly 100", 10, NULL, "exactly$100$");
}

static void breaks_wide_words_where_the_column_ends(void **state)
{
	(void)state;
	gives("abcdefghij", 4, NULL, "abcd$efgh$ij$");
	gives("ab abcdef c", 4, NULL, "ab$abcd$ef c$");
	gives("日本語日本", 5, NULL, "日本$語日$本$");
	/* two columns do not fit into one: a character a line all the same */
	struct wrap w;
	wrap_text(&w, view_of("日本"), 1, NULL, NULL);
	assert_int_equal(w.n, 2);
	wrap_free(&w);
	wrap_text(&w, view_of("x y"), 0, NULL, NULL);
	assert_int_equal(w.n, 2);
	wrap_free(&w);
}

static void cuts_no_number_nor_begins_with_a_stop(void **state)
{
	(void)state;
	gives("計画は2028年に", 8, NULL, "計画は$2028年に$");
	gives("計画は12,400円", 10, NULL, "計画は$12,400円$");
	gives("日本語。日本", 6, NULL, "日本$語。日$本$");
	/* but where nothing else is left */
	gives("1234567890", 4, NULL, "1234$5678$90$");
	gives("。。。。", 4, NULL, "。。$。。$");
}

static void counts_display_columns(void **state)
{
	(void)state;
	assert_int_equal(plain_columns(view_of("abc")), 3);
	assert_int_equal(plain_columns(view_of("日本")), 4);
	assert_int_equal(plain_columns(view_of("e\xCC\x81")), 1);
	gives("e\xCC\x81"
	      "e\xCC\x81 x",
	    4, NULL,
	    "e\xCC\x81"
	    "e\xCC\x81 x$");
}

static void control_characters_are_shown_not_sent(void **state)
{
	(void)state;
	struct wrap w;
	const char hostile[] = "a \x1b]0;title\x07 \xC2\x9B"
			       "31m \xE2\x80\xAE b\rc";
	wrap_text(&w, (struct view){hostile, sizeof(hostile) - 1}, 80, NULL, NULL);
	for (size_t i = 0; i < w.text.n; i++)
		assert_true((unsigned char)w.text.p[i] >= 0x20 && w.text.p[i] != 0x7F);
	assert_null(strstr(w.text.p, "\xC2\x9B"));
	assert_null(strstr(w.text.p, "\xE2\x80\xAE"));
	wrap_free(&w);
}

static enum wrap_style bold_x(void *ctx, struct view word)
{
	(void)ctx;
	return view_starts(word, VIEW_LIT("x")) ? WRAP_BOLD : WRAP_PLAIN;
}

static void styles_words_without_their_punctuation(void **state)
{
	(void)state;
	gives("(x1), y", 20, bold_x, "(\x1b[1mx1\x1b[0m), y$");
	gives("\"x's\"", 20, bold_x, "\"\x1b[1mx's\x1b[0m\"$");
	gives("... --", 20, bold_x, "... --$");
	/* a style never crosses the end of a line */
	gives("xabcde", 3, bold_x, "\x1b[1mxab\x1b[0m$\x1b[1mcde\x1b[0m$");
	gives("--xab-", 3, bold_x, "--\x1b[1mx\x1b[0m$\x1b[1mab\x1b[0m-$");
}

static void fills_lines(void **state)
{
	(void)state;
	struct wrap w;
	struct buf out = BUF_INIT(100);
	wrap_text(&w, view_of("日 x"), 10, bold_x, NULL);
	wrap_add_line(&w, 0, 6, &out);
	assert_string_equal(out.p, "日 \x1b[1mx\x1b[0m  ");
	buf_clear(&out);
	wrap_add_line(&w, 7, 3, &out);
	assert_string_equal(out.p, "   ");
	buf_free(&out);
	wrap_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(breaks_at_blanks),
	    cmocka_unit_test(breaks_wide_words_where_the_column_ends),
	    cmocka_unit_test(cuts_no_number_nor_begins_with_a_stop),
	    cmocka_unit_test(counts_display_columns),
	    cmocka_unit_test(control_characters_are_shown_not_sent),
	    cmocka_unit_test(styles_words_without_their_punctuation),
	    cmocka_unit_test(fills_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

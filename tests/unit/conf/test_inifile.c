#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "inifile.h"

static void assert_view(struct view v, const char *s)
{
	assert_int_equal(v.n, strlen(s));
	assert_memory_equal(v.p, s, v.n);
}

static void reads_sections_and_pairs(void **state)
{
	(void)state;
	struct inifile f = inifile_of(VIEW_LIT("\xEF\xBB\xBF# a comment\r\n"
					       "\r\n"
					       "  [ feed  A [b] c ] \r\n"
					       "\turl =  http://h/?a=b#c;d \r\n"
					       "; another\n"
					       "empty=\n"
					       "[daemon]"));
	struct inifile_item it;
	assert_true(inifile_next(&f, &it));
	assert_int_equal(it.kind, INIFILE_SECTION);
	assert_int_equal(f.line, 3);
	assert_view(it.section, "feed");
	assert_view(it.name, "A [b] c");
	assert_true(inifile_next(&f, &it));
	assert_int_equal(it.kind, INIFILE_PAIR);
	assert_int_equal(f.line, 4);
	assert_view(it.key, "url");
	assert_view(it.value, "http://h/?a=b#c;d");
	assert_true(inifile_next(&f, &it));
	assert_int_equal(f.line, 6);
	assert_view(it.key, "empty");
	assert_int_equal(it.value.n, 0);
	assert_true(inifile_next(&f, &it));
	assert_view(it.section, "daemon");
	assert_int_equal(it.name.n, 0);
	assert_false(inifile_next(&f, &it));
}

static void refuses(struct view text, uint32_t line, const char *why)
{
	struct inifile f = inifile_of(text);
	struct inifile_item it;
	assert_true(inifile_next(&f, &it));
	assert_int_equal(it.kind, INIFILE_ERROR);
	assert_int_equal(f.line, line);
	assert_non_null(strstr(it.error, why));
}

static void refuses_what_is_no_ini(void **state)
{
	(void)state;
	refuses(VIEW_LIT("\n\nword"), 3, "neither");
	refuses(VIEW_LIT("[feed x"), 1, "ends in ]");
	refuses(VIEW_LIT("[ ]"), 1, "needs a name");
	refuses(VIEW_LIT("[]"), 1, "needs a name");
	refuses(VIEW_LIT("["), 1, "ends in ]");
	refuses(VIEW_LIT("[a] # no"), 1, "ends in ]");
	refuses(VIEW_LIT(" = x"), 1, "no key");
	refuses(VIEW_LIT("#\n# a\0b"), 2, "NUL");
	refuses(VIEW_LIT("a = \x1b[31m"), 1, "control");
	refuses(VIEW_LIT("a = \xC2\x9B"), 1, "control");
	refuses(VIEW_LIT("a = b\rc"), 1, "control");
	refuses(VIEW_LIT("a = \xC3("), 1, "UTF-8");
	refuses(VIEW_LIT("a = \xED\xA0\x80"), 1, "UTF-8");
}

static void goes_on_behind_an_error(void **state)
{
	(void)state;
	struct inifile f = inifile_of(VIEW_LIT("nonsense\na = b\n"));
	struct inifile_item it;
	assert_true(inifile_next(&f, &it));
	assert_int_equal(it.kind, INIFILE_ERROR);
	assert_true(inifile_next(&f, &it));
	assert_int_equal(it.kind, INIFILE_PAIR);
	assert_int_equal(f.line, 2);
}

static void takes_lines_up_to_the_limit(void **state)
{
	(void)state;
	char *line = malloc(INIFILE_LINE_MAX + 2);
	memset(line, 'x', INIFILE_LINE_MAX + 1);
	memcpy(line, "a=", 2);
	line[INIFILE_LINE_MAX] = '\n';
	struct inifile f = inifile_of((struct view){line, INIFILE_LINE_MAX + 1});
	struct inifile_item it;
	assert_true(inifile_next(&f, &it));
	assert_int_equal(it.kind, INIFILE_PAIR);
	assert_int_equal(it.value.n, INIFILE_LINE_MAX - 2);
	line[INIFILE_LINE_MAX] = 'x';
	refuses((struct view){line, INIFILE_LINE_MAX + 1}, 1, "longer");
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_sections_and_pairs),
	    cmocka_unit_test(refuses_what_is_no_ini),
	    cmocka_unit_test(goes_on_behind_an_error),
	    cmocka_unit_test(takes_lines_up_to_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

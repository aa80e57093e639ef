/* The line for a person, and its cleaning. */
#include "alert_rig.h"
#include "brief.h"
#include "count.h"
#include "printable.h"

static char *line_of(const struct alert *a)
{
	struct buf json = BUF_INIT(4 << 20), line = BUF_INIT(1 << 20);
	struct brief b;

	alert_json(a, &json);
	assert_int_equal(brief_read(buf_view(&json), &b), CT_OK);
	brief_line(&b, &line);
	brief_free(&b);
	buf_free(&json);
	return buf_steal(&line, NULL);
}

static void is(const struct alert *a, const char *want)
{
	char *line = line_of(a);

	assert_string_equal(line, want);
	free(line);
}

static void says_what_and_when(void **state)
{
	struct alert_story of = rig_of();
	struct alert a = rig_alert(&of);

	(void)state;
	is(&a, "rewritten 0.97 [Feed] Title <- [Other] Title (12 minutes later)");
	of.published = a.story.published - 1;
	is(&a, "rewritten 0.97 [Feed] Title <- [Other] Title (1 second later)");
	of.published = a.story.published + 7200;
	is(&a, "rewritten 0.97 [Feed] Title <- [Other] Title (2 hours earlier)");
	of.published = a.story.published - 86400 * 40;
	is(&a, "rewritten 0.97 [Feed] Title <- [Other] Title (40 days later)");
	of.published = CT_TIME_UNKNOWN;
	is(&a, "rewritten 0.97 [Feed] Title <- [Other] Title");
	of.published = INT64_MAX;
	a.story.published = INT64_MIN + 1;
	char *line = line_of(&a);
	assert_non_null(strstr(line, " days earlier)"));
	free(line);
	a.of = NULL;
	a.verdict = CT_NEW;
	a.score = 0;
	a.story.title = (struct view){NULL, 0};
	is(&a, "new 0.00 [Feed] (no title)");
}

static void is_clean_and_bounded(void **state)
{
	struct alert a = rig_alert(NULL);
	static char big[100000];

	(void)state;
	a.story.title = VIEW_LIT("a\nb\x1b[31m\0\x7f\xc2\x9b\xe2\x80\xae"
				 "c\xff");
	is(&a, "rewritten 0.97 [Feed] a b\\x1b[31m\\x00\\x7f\\x9b\\u202ec\xef\xbf\xbd");
	memset(big, '\x01', sizeof(big));
	a.story.title = a.story.feed = (struct view){big, sizeof(big)};
	char *line = line_of(&a);
	assert_in_range(strlen(line), 1000, 2000);
	free(line);
}

static void refuses_what_is_no_alert(void **state)
{
	static const struct view bad[] = {{NULL, 0}, VIEW_LIT("{}"), VIEW_LIT("[]"),
	    VIEW_LIT("{\"story\":1}"), VIEW_LIT("{\"story\":{}")};
	struct brief b;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(brief_read(bad[i], &b), CT_EINVAL);
	/* Keys of the wrong type are unknown values. */
	assert_int_equal(brief_read(VIEW_LIT("{\"story\":{\"id\":\"x\",\"title\":[1]},\"of\":7,"
					     "\"score\":\"high\",\"verdict\":{}}"),
			     &b),
	    CT_OK);
	assert_false(b.has_of);
	assert_int_equal(b.story.title.n, 0);
	brief_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_and_when),
	    cmocka_unit_test(is_clean_and_bounded),
	    cmocka_unit_test(refuses_what_is_no_alert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

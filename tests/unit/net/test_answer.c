#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "answer.h"

static struct answer a;

static int setup(void **state)
{
	(void)state;
	a = (struct answer){0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	answer_clear(&a);
	return 0;
}

static void line(const char *s)
{
	assert_int_equal(answer_line(&a, view_of(s)), CT_OK);
}

static void fields(void **state)
{
	(void)state;
	line("HTTP/1.1 200 OK\r\n");
	line("ETag:  \"x\" \r\n");
	line("etag: \"second\"\r\n");
	line("X-ETag: no\r\n");
	line("ETag2: no\r\n");
	line("Link: <a>\r\n");
	line("LINK:<b>\r\n");
	line(": empty\r\n");
	line("no colon\r\n");
	line(" ETag: folded\r\n");
	line("\r\n");
	assert_int_equal(a.status, 200);
	assert_string_equal(a.field[ANSWER_ETAG], "\"x\"");
	assert_string_equal(a.field[ANSWER_LINK], "<a>, <b>");
	assert_null(a.field[ANSWER_LAST_MODIFIED]);
}

static void a_status_line_starts_anew(void **state)
{
	(void)state;
	line("HTTP/1.1 103 Early Hints\r\n");
	line("Link: <early>\r\n");
	line("\r\n");
	line("HTTP/2 304\r\n");
	assert_int_equal(a.status, 304);
	assert_null(a.field[ANSWER_LINK]);
	line("HTTP/1.1\r\n");
	assert_int_equal(a.status, 0);
	line("HTTP/1.1 99999999999999999999\r\n");
	assert_int_equal(a.status, 999);
}

static void the_header_is_bounded(void **state)
{
	static char big[ANSWER_MAX];
	(void)state;
	memset(big, 'x', sizeof(big));
	line("HTTP/1.1 200 OK\r\n");
	assert_int_equal(answer_line(&a, (struct view){big, sizeof(big)}), CT_ELIMIT);
	line("ETag: \"still\"\r\n");
	for (int i = 0; i < 4095; i++)
		assert_int_equal(answer_line(&a, (struct view){big, 15}), CT_OK);
	assert_int_equal(answer_line(&a, (struct view){big, ANSWER_MAX - a.bytes + 1}), CT_ELIMIT);
	assert_int_equal(answer_line(&a, (struct view){big, ANSWER_MAX - a.bytes}), CT_OK);
	assert_int_equal(answer_line(&a, VIEW_LIT("\n")), CT_ELIMIT);
	answer_clear(&a);
	line("HTTP/1.1 200 OK\r\n");
}

static int64_t retry(const char *value, const char *date)
{
	char s[200];
	answer_clear(&a);
	line("HTTP/1.1 503 X\r\n");
	snprintf(s, sizeof(s), "Retry-After: %s\r\n", value);
	line(s);
	snprintf(s, sizeof(s), "Date: %s\r\n", date);
	if (date != NULL)
		line(s);
	return answer_retry_after(&a, 1795320000); /* 2026-11-22 04:00:00 */
}

static void retry_after(void **state)
{
	(void)state;
	assert_int_equal(answer_retry_after(&a, 0), -1);
	assert_int_equal(retry("120", NULL), 120);
	assert_int_equal(retry("0", NULL), 0);
	assert_int_equal(retry("99999999999999999999999", NULL), 10 * 366 * 86400);
	assert_int_equal(retry("-5", NULL), -1);
	assert_int_equal(retry("soon", NULL), -1);
	assert_int_equal(retry("", NULL), -1);
	assert_int_equal(retry("1e3", NULL), -1);
	assert_int_equal(retry("Sun, 22 Nov 2026 05:00:00 GMT", NULL), 3600);
	assert_int_equal(retry("Sun, 22 Nov 2026 03:00:00 GMT", NULL), 0);
	/* The server's clock, which is a day off, is what its date goes by. */
	assert_int_equal(
	    retry("Mon, 23 Nov 2026 05:00:00 GMT", "Mon, 23 Nov 2026 04:00:00 GMT"), 3600);
	assert_int_equal(retry("Sun, 22 Nov 2026 05:00:00 GMT", "garbage"), 3600);
}

static int64_t age(const char *control, const char *expires, const char *date)
{
	char s[200];
	answer_clear(&a);
	if (control != NULL) {
		snprintf(s, sizeof(s), "Cache-Control: %s\r\n", control);
		line(s);
	}
	if (expires != NULL) {
		snprintf(s, sizeof(s), "Expires: %s\r\n", expires);
		line(s);
	}
	if (date != NULL) {
		snprintf(s, sizeof(s), "Date: %s\r\n", date);
		line(s);
	}
	return answer_max_age(&a, 1795320000);
}

static void max_age(void **state)
{
	(void)state;
	assert_int_equal(age(NULL, NULL, NULL), -1);
	assert_int_equal(age("max-age=60", NULL, NULL), 60);
	assert_int_equal(age("public, MAX-AGE=60 , x", NULL, NULL), 60);
	assert_int_equal(age("s-maxage=10, max-age=\"60\"", NULL, NULL), 60);
	assert_int_equal(age("x-max-age=10", NULL, NULL), -1);
	assert_int_equal(age("max-age=", NULL, NULL), -1);
	assert_int_equal(age("max-age=-1", NULL, NULL), -1);
	assert_int_equal(age("max-age=99999999999999999999", NULL, NULL), 10 * 366 * 86400);
	assert_int_equal(age(",,,", NULL, NULL), -1);
	assert_int_equal(age("max-age=60", "Sun, 22 Nov 2026 05:00:00 GMT", NULL), 60);
	assert_int_equal(age("no-cache", "Sun, 22 Nov 2026 05:00:00 GMT", NULL), 3600);
	assert_int_equal(
	    age(NULL, "Sun, 22 Nov 2026 05:00:00 GMT", "Sun, 22 Nov 2026 04:59:00 GMT"), 60);
	assert_int_equal(age(NULL, "Thu, 01 Jan 1970 00:00:00 GMT", NULL), 0);
	assert_int_equal(age(NULL, "0", NULL), 0);
	assert_int_equal(age(NULL, "-1", NULL), 0);
}

static int64_t max_age_of(const char *lines)
{
	struct answer one = {0};
	for (struct view v = view_of(lines); v.n > 0;) {
		size_t n = view_chr(v, '\n');
		assert_int_equal(answer_line(&one, view_sub(v, 0, n)), CT_OK);
		v = view_sub(v, n == SIZE_MAX ? v.n : n + 1, SIZE_MAX);
	}
	int64_t seconds = answer_max_age(&one, 0);
	answer_clear(&one);
	return seconds;
}

static void less_the_age(void **state)
{
	(void)state;
	assert_int_equal(max_age_of("Cache-Control: max-age=600\nAge: 100"), 500);
	assert_int_equal(max_age_of("Cache-Control: max-age=600\nAge: 9999"), 0);
	assert_int_equal(max_age_of("Cache-Control: max-age=600\nAge: soon"), 600);
	assert_int_equal(max_age_of("Age: 100"), -1);
	assert_int_equal(max_age_of("Expires: Thu, 01 Jan 1970 01:00:00 GMT\nAge: 600\n"
				    "Date: Thu, 01 Jan 1970 00:00:00 GMT"),
	    3000);
}

int main(void)
{
#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(less_the_age),
	    T(fields),
	    T(a_status_line_starts_anew),
	    T(the_header_is_bounded),
	    T(retry_after),
	    T(max_age),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

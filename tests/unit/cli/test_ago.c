#include "cmocka_all.h"

#include "ago.h"

#define NOW INT64_C(1795324856) /* 2026-11-22T05:20:56Z */

static void at(int64_t t, const char *want)
{
	struct buf out = BUF_INIT(256);
	ago_add(&out, NOW, t);
	assert_string_equal(out.p, want);
	buf_free(&out);
}

static void times_are_said(void **state)
{
	(void)state;
	at(NOW, "just now");
	at(NOW - 1, "just now");
	at(NOW - 59, "59 seconds ago");
	at(NOW - 60, "1 minute ago");
	at(NOW - 12 * 60, "12 minutes ago");
	at(NOW - 3600, "1 hour ago");
	at(NOW - 86399, "23 hours ago");
	at(NOW - 86400, "1 day ago");
	at(NOW - 13 * 86400, "13 days ago");
	at(NOW - 14 * 86400, "2 weeks ago");
	at(NOW - 70 * 86400, "10 weeks ago");
	at(NOW - 71 * 86400, "2026-09-12");
	at(NOW + 180, "in 3 minutes");
	at(NOW + 365 * 86400, "2027-11-22");
	at(CT_TIME_UNKNOWN, "never");
	at(INT64_MAX, "9999-12-31");
	at(INT64_MIN + 1, "0000-01-01");
}

static void bytes(int64_t n, const char *want)
{
	struct buf out = BUF_INIT(256);
	ago_bytes(&out, n);
	assert_string_equal(out.p, want);
	buf_free(&out);
}

static void sizes_are_said(void **state)
{
	(void)state;
	bytes(0, "0 bytes");
	bytes(1023, "1023 bytes");
	bytes(1536, "1.5 KiB");
	bytes(200 << 20, "200 MiB");
	bytes((int64_t)5 << 40, "5.0 TiB");
}

static void moments_are_read(void **state)
{
	(void)state;
	assert_int_equal(ago_parse(view_of("2h"), NOW), NOW - 7200);
	assert_int_equal(ago_parse(view_of("3d"), NOW), NOW - 3 * 86400);
	assert_int_equal(ago_parse(view_of("1d12h"), NOW), NOW - 36 * 3600);
	assert_int_equal(ago_parse(view_of("7"), NOW), CT_TIME_UNKNOWN);
	assert_int_equal(ago_parse(view_of("0s"), NOW), NOW);
	assert_int_equal(ago_parse(view_of("1970-01-02"), NOW), 86400);
	assert_int_equal(ago_parse(view_of("1970-01-01T00:01:00Z"), NOW), 60);
	assert_int_equal(ago_parse(view_of("2x"), NOW), CT_TIME_UNKNOWN);
	assert_int_equal(ago_parse(view_of(""), NOW), CT_TIME_UNKNOWN);
	assert_int_equal(ago_parse(view_of("h"), NOW), CT_TIME_UNKNOWN);
	assert_int_equal(ago_parse(view_of("99999999999999999999d"), NOW), CT_TIME_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(times_are_said),
	    cmocka_unit_test(sizes_are_said),
	    cmocka_unit_test(moments_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

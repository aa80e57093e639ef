#include "cmocka_all.h"
#include "rfc3339.h"

static void parses(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t t;
	} cases[] = {
	    {"1970-01-01T00:00:00Z", 0},
	    {"1970-01-01", 0},
	    {"2000-02-29T12:00:00+02:00", 951818400},
	    {"2026-11-22t04:40:56.789z", 1795322456},
	    {"2026-11-22 04:40:56Z", 1795322456},
	    {"1969-12-31T23:59:59Z", -1},
	    {"2016-12-31T23:59:60Z", 1483228800}, /* a leap second */
	    {"2026-02-29", CT_TIME_UNKNOWN},
	    {"2026-11-22T24:00:00Z", CT_TIME_UNKNOWN},
	    {"2026-11-22T04:40:56", CT_TIME_UNKNOWN},
	    {"2026-11-22T04:40:56Zx", CT_TIME_UNKNOWN},
	    {"2026-11-22T04:40:56+2:00", CT_TIME_UNKNOWN},
	    {"2026-1-2", CT_TIME_UNKNOWN},
	    {"", CT_TIME_UNKNOWN},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(rfc3339_parse(view_of(cases[i].text)), cases[i].t);
	assert_int_equal(rfc3339_parse(VIEW_LIT("2026-11-22\0")), CT_TIME_UNKNOWN);
}

static void every_day_round_trips(void **state)
{
	char text[RFC3339_SIZE];

	(void)state;
	for (int64_t t = -62167219200; t < 253402300800; t += 86400 * 3 + 12347)
		assert_int_equal(rfc3339_parse(view_of(rfc3339_format(t, text))), t);
	assert_string_equal(rfc3339_format(INT64_MAX, text), "9999-12-31T23:59:59Z");
	assert_string_equal(rfc3339_format(INT64_MIN, text), "0000-01-01T00:00:00Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parses),
	    cmocka_unit_test(every_day_round_trips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

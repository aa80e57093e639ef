#include "cmocka_all.h"
#include "emit.h"

#include <math.h>
#include <stdio.h>

static void writes_an_object(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1000);
	struct emit e = emit_to(&b);

	emit_open(&e, '{');
	emit_str(&e, "s", view_of("x"));
	emit_str_or_null(&e, "n", view_of(""));
	emit_arr(&e, "a");
	emit_int(&e, NULL, -7);
	emit_num(&e, NULL, 0.5, 2);
	emit_num(&e, NULL, NAN, 2);
	emit_open(&e, '{');
	emit_close(&e, '}');
	emit_open(&e, '[');
	emit_close(&e, ']');
	emit_close(&e, ']');
	emit_bool(&e, "b", true);
	emit_time(&e, "t", 0);
	emit_time(&e, "u", CT_TIME_UNKNOWN);
	emit_obj(&e, "o");
	emit_raw(&e, "r", view_of("[1]"));
	emit_close(&e, '}');
	emit_close(&e, '}');
	assert_string_equal(b.p, "{\"s\":\"x\",\"n\":null,\"a\":[-7,0.50,null,{},[]],\"b\":true,"
				 "\"t\":\"1970-01-01T00:00:00Z\",\"u\":null,\"o\":{\"r\":[1]}}");
	buf_free(&b);
}

static void escapes_all_that_controls(void **state)
{
	(void)state;
	static const struct {
		struct view in;
		const char *out;
	} cases[] = {
	    {{"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
	    {{"\n\r\t", 3}, "\"\\n\\r\\t\""},
	    {{"\x1b[2J\x7f", 5}, "\"\\u001b[2J\\u007f\""},
	    {{"\0x", 2}, "\"\\u0000x\""},
	    {{"\xC2\x9B", 2}, "\"\\u009b\""},     /* C1: a terminal's CSI */
	    {{"\xE2\x80\xA8", 3}, "\"\\u2028\""}, /* splits lines in JavaScript */
	    {{"\xFF\xC3\xA4", 3}, "\"\xEF\xBF\xBD\xC3\xA4\""},
	    {{"\xF0\x9F\x98\x80!", 5}, "\"\xF0\x9F\x98\x80!\""},
	    {{NULL, 0}, "\"\""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = BUF_INIT(1000);
		struct emit e = emit_to(&b);

		emit_str(&e, NULL, cases[i].in);
		assert_string_equal(b.p, cases[i].out);
		buf_free(&b);
	}
}

static void num_is(double v, int decimals)
{
	char expected[400];
	struct buf b = BUF_INIT(1000);
	struct emit e = emit_to(&b);

	snprintf(expected, sizeof(expected), "%.*f", decimals, v);
	emit_num(&e, NULL, v, decimals);
	assert_string_equal(b.p, expected);
	buf_free(&b);
}

/* Halves, what stands beside them, and all that is too large or too small. */
static void rounds_as_printf_does(void **state)
{
	static const double special[] = {
	    0, 1e-300, 0.004999999999999999, 1e8, 999999999.995, 1e9, 1e15, 1e22, 1e300, 0.99995};

	(void)state;
	for (int decimals = 0; decimals < 6; decimals++) {
		for (size_t i = 0; i < COUNT(special); i++) {
			num_is(special[i], decimals);
			num_is(-special[i], decimals);
		}
		for (int i = 0; i < 20011; i++) {
			double v = i / 20000.0;
			num_is(v, decimals);
			num_is(nextafter(v, 2), decimals);
			num_is(nextafter(v, -1), decimals);
			num_is((double)(float)v * 1234, decimals);
		}
	}
}

static void writes_every_int(void **state)
{
	static const struct {
		int64_t v;
		const char *text;
	} cases[] = {{0, "0"}, {9, "9"}, {10, "10"}, {-1, "-1"}, {INT64_MAX, "9223372036854775807"},
	    {INT64_MIN, "-9223372036854775808"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = BUF_INIT(100);
		struct emit e = emit_to(&b);

		emit_int(&e, NULL, cases[i].v);
		assert_string_equal(b.p, cases[i].text);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_an_object),
	    cmocka_unit_test(escapes_all_that_controls),
	    cmocka_unit_test(rounds_as_printf_does),
	    cmocka_unit_test(writes_every_int),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

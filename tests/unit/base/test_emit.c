#include "cmocka_all.h"
#include "emit.h"

#include <math.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_an_object),
	    cmocka_unit_test(escapes_all_that_controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

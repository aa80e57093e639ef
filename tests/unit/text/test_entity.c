#include "cmocka_all.h"
#include "entity.h"
#include "entity_names.h"

/* The table is sorted, or bisection would miss some. */
static void knows_names(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint32_t cp;
	} rows[] = {{"AElig", 0xC6}, {"zwnj", 0x200C}, {"amp", '&'}, {"nbsp", 0xA0},
	    {"eacute", 0xE9}, {"Eacute", 0xC9}, {"hellip", 0x2026}, {"euro", 0x20AC},
	    {"apos", '\''}, {"thetasym", 0x3D1}, {"scaron", 0x161}, {"Ccaron", 0x10C},
	    {"NewLine", '\n'}, {"commat", '@'}, {"ffilig", 0xFB03}, {"sup2", 0xB2},
	    {"there4", 0x2234}, {"OpenCurlyDoubleQuote", 0x201C}, {"Afr", 0x1D504},
	    {"CounterClockwiseContourIntegral", 0x2233}, {"lang", 0x27E8}};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(entity_lookup(view_of(rows[i].name)), rows[i].cp);
	for (size_t i = 0; i < entity_data_size; i++)
		assert_int_equal(entity_lookup(view_of(entity_data[i].name)), entity_data[i].cp);
	assert_int_equal(entity_lookup(view_of("EACUTE")), 0);
	assert_int_equal(entity_lookup(view_of("eacut")), 0);
	assert_int_equal(entity_lookup(view_of("eacutee")), 0);
	assert_int_equal(entity_lookup(view_of("")), 0);
}

static void decodes_once(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1000);

	entity_decode(&b, view_of("a&amp;amp;b &lt;&#65;&#x42;&nope;&"));
	assert_string_equal(b.p, "a&amp;b <AB&nope;&");
	buf_free(&b);
	assert_int_equal(entity_cp1252(0x80), 0x20AC);
	assert_int_equal(entity_cp1252(0xE9), 0xE9);
	assert_int_equal(entity_cp1252(0x81), 0x81);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_names),
	    cmocka_unit_test(decodes_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

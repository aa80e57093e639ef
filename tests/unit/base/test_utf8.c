#include "cmocka_all.h"
#include "utf8.h"

static void round_trips(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		char bytes[4];
		size_t at = 0, n = utf8_encode(cp, bytes);
		uint32_t want = cp >= 0xD800 && cp <= 0xDFFF ? UTF8_REPLACEMENT : cp;

		assert_int_equal(utf8_next((struct view){bytes, n}, &at), want);
		assert_int_equal(at, n);
	}
	char bytes[4];
	assert_int_equal(utf8_encode(0x110000, bytes), 3);
}

static void replaces_what_is_malformed(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"plain", "plain"}, {"\xC3\xA4", "\xC3\xA4"},
	    {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                   /* overlong */
	    {"\xED\xA0\x80x", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx"}, /* a surrogate */
	    {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"a\xE2\x82z", "a\xEF\xBF\xBDz"}, /* a maximal bad prefix is one */
	    {"\xF0\x9F\x98", "\xEF\xBF\xBD"}, {"\x80", "\xEF\xBF\xBD"},
	    {"\xEF\xBF\xBD", "\xEF\xBF\xBD"}, /* the real one is well-formed */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = BUF_INIT(100);

		utf8_add_clean(&b, view_of(cases[i].in));
		assert_string_equal(b.p, cases[i].out);
		assert_int_equal(
		    utf8_valid(view_of(cases[i].in)), strcmp(cases[i].in, cases[i].out) == 0);
		buf_free(&b);
	}
}

static void clips(void **state)
{
	(void)state;
	struct view v = view_of("a\xE2\x82\xAC"); /* a, euro */

	assert_int_equal(utf8_clip(v, 4).n, 4);
	assert_int_equal(utf8_clip(v, 3).n, 1);
	assert_int_equal(utf8_clip(v, 2).n, 1);
	assert_int_equal(utf8_clip(v, 1).n, 1);
	assert_int_equal(utf8_clip(v, 0).n, 0);
	assert_int_equal(utf8_clip(v, 99).n, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(round_trips),
	    cmocka_unit_test(replaces_what_is_malformed),
	    cmocka_unit_test(clips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

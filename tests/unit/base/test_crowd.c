#include "cmocka_all.h"

#include "buf.h"
#include "crowd.h"

/* n bytes of x, then the tag's beginning, k times each, and the end. */
static bool has(size_t n, const char *begin, const char *each, size_t k, const char *end)
{
	struct buf b = BUF_INIT(16 << 20);

	while (b.n < n)
		buf_addc(&b, 'x');
	buf_adds(&b, begin);
	for (size_t i = 0; i < k; i++)
		buf_adds(&b, each);
	buf_adds(&b, end);
	assert_int_equal(b.err, CT_OK);
	bool is = crowd_has(buf_view(&b));
	buf_free(&b);
	return is;
}

static void crowded_tags(void **state)
{
	(void)state;
	/* Wherever it begins. */
	for (size_t at = 0; at < 9000; at += 97) {
		assert_true(has(at, "<a ", "aa='' ", 1025, "/>"));
		assert_false(has(at, "<a ", "aa='' ", 1024, "/>"));
		assert_true(has(at, "<a ", "aa='' ", 1025, ""));
		assert_true(has(at, "<a a='>\"' b=\">'\" ", "aa='' ", 1023, "/>"));
	}
	assert_true(has(0, "<a b='", "long ", 30000, "'/>"));
	assert_false(has(0, "<a b='", "long ", 20000, "'/>"));
	assert_false(has(0, "<a b='", "long ", 20000, ""));
}

static void others(void **state)
{
	(void)state;
	assert_false(crowd_has(VIEW_LIT("")));
	assert_false(has(4095, "<", "", 0, ""));
	assert_false(has(4096, "<", "", 0, ""));
	assert_false(has(0, "", "<a b=''>", 100000, ""));
	assert_false(has(0, "<p a='", "<i b=''>", 100000, ""));
	assert_false(has(0, "<!-- ", "a='' ", 100000, "-->"));
	assert_false(has(0, "<![CDATA[ ", "a='' ", 100000, "]]>"));
	assert_false(has(0, "<p>", "a = b ", 100000, "</p>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(crowded_tags),
	    cmocka_unit_test(others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

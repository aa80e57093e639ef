#include "cmocka_all.h"
#include "url.h"

static void check_resolve(const char *base, const char *ref, const char *want)
{
	struct buf b = BUF_INIT(4096);

	url_resolve(&b, view_of(base), view_of(ref));
	assert_int_equal(b.err, CT_OK);
	assert_string_equal(b.p != NULL ? b.p : "", want);
	buf_free(&b);
}

static void resolves_as_rfc_3986_says(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
	    /* section 5.4.1 */
	    {"g:h", "g:h"},
	    {"g", "http://a/b/c/g"},
	    {"./g", "http://a/b/c/g"},
	    {"g/", "http://a/b/c/g/"},
	    {"/g", "http://a/g"},
	    {"//g", "http://g"},
	    {"?y", "http://a/b/c/d;p?y"},
	    {"g?y", "http://a/b/c/g?y"},
	    {"#s", "http://a/b/c/d;p?q#s"},
	    {"g#s", "http://a/b/c/g#s"},
	    {"g?y#s", "http://a/b/c/g?y#s"},
	    {";x", "http://a/b/c/;x"},
	    {"g;x?y#s", "http://a/b/c/g;x?y#s"},
	    {"", "http://a/b/c/d;p?q"},
	    {".", "http://a/b/c/"},
	    {"./", "http://a/b/c/"},
	    {"..", "http://a/b/"},
	    {"../", "http://a/b/"},
	    {"../g", "http://a/b/g"},
	    {"../..", "http://a/"},
	    {"../../", "http://a/"},
	    {"../../g", "http://a/g"},
	    /* section 5.4.2 */
	    {"../../../g", "http://a/g"},
	    {"../../../../g", "http://a/g"},
	    {"/./g", "http://a/g"},
	    {"/../g", "http://a/g"},
	    {"g.", "http://a/b/c/g."},
	    {".g", "http://a/b/c/.g"},
	    {"g..", "http://a/b/c/g.."},
	    {"..g", "http://a/b/c/..g"},
	    {"./../g", "http://a/b/g"},
	    {"./g/.", "http://a/b/c/g/"},
	    {"g/./h", "http://a/b/c/g/h"},
	    {"g/../h", "http://a/b/c/h"},
	    {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
	    {"g;x=1/../y", "http://a/b/c/y"},
	    {"g?y/./x", "http://a/b/c/g?y/./x"},
	    {"g#s/../x", "http://a/b/c/g#s/../x"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check_resolve("http://a/b/c/d;p?q", rows[i][0], rows[i][1]);
}

static void resolves_what_people_write(void **state)
{
	(void)state;
	check_resolve("", "a/b", "a/b");
	check_resolve("no-scheme/x", "a/b", "a/b");
	check_resolve("http://a", "b", "http://a/b");
	check_resolve("http://a/x", " b\n", "http://a/b");
	check_resolve("http://a/x", "b\nc\td", "http://a/bcd");
	check_resolve("http://a/", "mailto:me@b", "mailto:me@b");
	check_resolve("http://a/x?y#z", "#q", "http://a/x?y#q");
}

static void check_key(const char *url, const char *want)
{
	struct buf b = BUF_INIT(4096);

	url_canonical(&b, view_of(url));
	assert_int_equal(b.err, CT_OK);
	assert_string_equal(b.p != NULL ? b.p : "", want);
	buf_free(&b);
}

static void folds_the_spellings_of_a_page(void **state)
{
	(void)state;
	static const char *const same[] = {"http://example.com/a/b", "https://example.com/a/b",
	    "https://www.example.com/a/b/", "HTTP://EXAMPLE.com:80/a/b",
	    "https://example.com:443/a/b#top", "https://example.com./a/./x/../b",
	    "https://u:p@example.com/a/b", "https://example.com/a/b?utm_source=rss&utm_medium=feed",
	    "https://example.com/%61/b?", "https://example.com/a/b?fbclid=IwAR0&gclid=x",
	    "https://example.com/a/b?ref=rss"};

	for (size_t i = 0; i < COUNT(same); i++)
		check_key(same[i], "example.com/a/b");
}

static void keeps_what_tells_pages_apart(void **state)
{
	(void)state;
	check_key("https://example.com/A/b", "example.com/A/b");
	check_key("https://example.com/?p=1&utm_source=x&q=2", "example.com?p=1&q=2");
	check_key("https://example.com:8080/", "example.com:8080");
	check_key("https://example.com/x?ref=front", "example.com/x?ref=front");
	check_key("https://example.com/%2f%e4", "example.com/%2F%E4");
	check_key("https://example.com/#!/story/1", "example.com#!/story/1");
	check_key("https://[2001:DB8::1]:8443/x", "[2001:db8::1]:8443/x");
	check_key("tag:example.com,2003:1", "tag:example.com,2003:1");
	check_key("", "");
}

static void finds_hosts(void **state)
{
	(void)state;
	assert_true(view_is(url_host(view_of("https://u@Example.com:80/x")), "Example.com"));
	assert_true(view_is(url_host(view_of("http://[::1]:80/")), "[::1]"));
	assert_int_equal(url_host(view_of("mailto:a@b")).n, 0);
	assert_true(url_is_web(view_of("HTTP://a")));
	assert_false(url_is_web(view_of("http:///x")));
	assert_false(url_is_web(view_of("ftp://a/")));
	assert_true(url_has_scheme(view_of("tag:x")));
	assert_false(url_has_scheme(view_of("/a:b")));
	assert_false(url_has_scheme(view_of("1a:b")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(resolves_as_rfc_3986_says),
	    cmocka_unit_test(resolves_what_people_write),
	    cmocka_unit_test(folds_the_spellings_of_a_page),
	    cmocka_unit_test(keeps_what_tells_pages_apart),
	    cmocka_unit_test(finds_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

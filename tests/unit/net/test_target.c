#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "count.h"
#include "target.h"

static void urls(void **state)
{
	static const struct {
		const char *in, *url, *origin;
	} good[] = {
	    {"http://example.com", "http://example.com/", "http://example.com:80"},
	    {"HTTPS://Example.COM./a", "https://Example.COM./a", "https://example.com:443"},
	    {"http://h:80/?q=%2f&&x#f", "http://h:80/?q=%2f&&x", "http://h:80"},
	    {"http://h:8080/a/../b//c;d", "http://h:8080/b//c;d", "http://h:8080"},
	    {"http://[2001:DB8::1]/", "http://[2001:DB8::1]/", "http://[2001:db8::1]:80"},
	    {"https://[::1]:8443/x", "https://[::1]:8443/x", "https://[::1]:8443"},
	    {"http://0x7f.1/", "http://127.0.0.1/", "http://127.0.0.1:80"},
	    {"http://u:p@h/x", "http://h/x", "http://h:80"},
	    {"http://h?q:/://", "http://h/?q:/://", "http://h:80"},
	    {"http://h/a b", "http://h/a%20b", "http://h:80"},
	};
	static const char *const bad[] = {"", "/x", "h/x", "ftp://h/", "file:///etc/passwd",
	    "http://", "httpx://h/", "http:h", "http://h:99999/", "http://h:x/", "http://a b/",
	    "http://[::1/", "javascript:alert(1)", "http://h\r\nX: y/", "http://a%7f/",
	    "http:/9%357"};
	struct target t;
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		if (target_parse(good[i].in, &t) != CT_OK)
			fail_msg("%s was not read", good[i].in);
		assert_string_equal(t.url, good[i].url);
		assert_string_equal(t.origin, good[i].origin);
		target_free(&t);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		if (target_parse(bad[i], &t) != CT_EINVAL)
			fail_msg("\"%s\" was read as %s", bad[i], t.url);
}

static void credentials_come_out(void **state)
{
	struct target t;
	(void)state;
	assert_int_equal(target_parse("http://me%40x:p%3aw@h:81/", &t), CT_OK);
	assert_string_equal(t.user, "me@x");
	assert_string_equal(t.password, "p:w");
	assert_string_equal(t.url, "http://h:81/");
	assert_int_equal(t.nhost, 1);
	target_free(&t);
	assert_int_equal(target_parse("http://h/@x:y", &t), CT_OK);
	assert_null(t.user);
	assert_null(t.password);
	target_free(&t);
}

static void locations(void **state)
{
	static const struct {
		const char *location, *url;
		bool stays;
	} cases[] = {
	    {"/x", "http://a.example/x", true},
	    {"x?y", "http://a.example/dir/x?y", false},
	    {"?y", "http://a.example/dir/feed?y", false},
	    {"../up", "http://a.example/up", false},
	    {"//b.example/x", "http://b.example/x", false},
	    {"http://a.example/x", "http://a.example/x", true},
	    {"http://a.example.org/x", "http://a.example.org/x", false},
	    {"https://a.example/x", "https://a.example/x", false},
	    {"http://u:p@b.example/", "http://b.example/", false},
	};
	struct target from, to;
	(void)state;
	assert_int_equal(target_parse("http://a.example/dir/feed?q", &from), CT_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(target_follow(&from, cases[i].location, &to), CT_OK);
		assert_string_equal(to.url, cases[i].url);
		assert_int_equal(target_stays(&from, cases[i].location), cases[i].stays);
		if (cases[i].stays) /* the guess must never be wrong */
			assert_true(target_same_origin(&from, &to));
		target_free(&to);
	}
	assert_int_equal(target_follow(&from, "file:///x", &to), CT_EINVAL);
	target_free(&from);
}

static bool upgrade(const char *a, const char *b)
{
	struct target from, to;
	assert_int_equal(target_parse(a, &from), CT_OK);
	assert_int_equal(target_parse(b, &to), CT_OK);
	bool up = target_upgraded(&from, &to);
	target_free(&from);
	target_free(&to);
	return up;
}

static void upgrades(void **state)
{
	(void)state;
	assert_true(upgrade("http://h/", "https://H/x"));
	assert_true(upgrade("http://h:80/", "https://h:443/x"));
	assert_false(upgrade("https://h/", "http://h/"));
	assert_false(upgrade("http://h/", "http://h/"));
	assert_false(upgrade("http://h/", "https://h2/"));
	assert_false(upgrade("http://h/", "https://h:8443/"));
	assert_false(upgrade("http://h:8080/", "https://h/"));
}

/* What is taken as it stands is what libcurl's parser, which a redirect always has,
 * would have made of it. */
static void plain_urls_are_read_alike(void **state)
{
	static const char *const urls[] = {"http://a.example/", "https://a.example/x?y=1&z=%20+%2f",
	    "http://a.example:8080/x", "http://a.example:80/x", "https://a.example:443/",
	    "http://1.2.3.4/", "http://1.2.3/", "http://127.1/", "http://0x7f.1/",
	    "http://010.0.0.1/", "http://1.2.3.256/", "http://a.1/", "http://a.0x1/",
	    "http://1.com/", "http://a.example./", "http://a..example/", "http://-a.example/",
	    "http://a.example/../b", "http://a.example/./b", "http://a.example/b/..",
	    "http://a.example//b", "http://A.example/", "http://a.example", "http://a.example?x",
	    "http://a.example/x#y", "http://a_b.example/", "http://u:p@a.example/", "http://[::1]/",
	    "http://a.example:0/", "http://a.example:99999/", "http://a.example:65535/",
	    "http://a.example:65536/", "http://a.example:/", "http://a.example/%",
	    "http://a.example/%zz", "http://a.example/ b", "http://a.example/?a/../b",
	    "http://a.example/:@", "http://a.example/?x=http://b/./c", "http://\xc3\xbc.example/",
	    "http://a.example/\xc3\xbc", "http://a.example/a\\b", "http:///x", "http://./",
	    "http://a.example/;x='(1)'*!$,~"};
	struct target from, a, b;
	(void)state;
	assert_int_equal(target_parse("ftp://x/", &a), CT_EINVAL);
	assert_int_equal(target_parse("http://from.example/z", &from), CT_OK);
	for (size_t i = 0; i < COUNT(urls); i++) {
		enum ct_err err = target_parse(urls[i], &a);
		assert_int_equal(err, target_follow(&from, urls[i], &b));
		if (err != CT_OK)
			continue;
		if (strcmp(a.url, b.url) != 0)
			print_error("%s: %s, %s\n", urls[i], a.url, b.url);
		assert_string_equal(a.url, b.url);
		assert_string_equal(a.origin, b.origin);
		assert_int_equal(a.nhost, b.nhost);
		assert_int_equal(a.tls, b.tls);
		assert_int_equal(a.user != NULL, b.user != NULL);
		target_free(&a);
		target_free(&b);
	}
	target_free(&from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_urls_are_read_alike),
	    cmocka_unit_test(urls),
	    cmocka_unit_test(credentials_come_out),
	    cmocka_unit_test(locations),
	    cmocka_unit_test(upgrades),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

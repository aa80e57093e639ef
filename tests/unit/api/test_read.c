#include "cmocka_all.h"

#include <pthread.h>

#include "abroad.h"
#include "copytaster.h"

static const struct ct_text none = {NULL, 0};

static struct ct_text text_of(const char *s)
{
	return (struct ct_text){s, strlen(s)};
}

static void test_feed(void **state)
{
	(void)state;
	struct ct_text rss =
	    text_of("<rss version='2.0'><channel><title>T</title><item><title>One</title>"
		    "<link>/one</link></item></channel></rss>");
	const char *instead = "untouched";
	char *json = NULL;

	assert_int_equal(
	    ct_feed_json(rss, text_of("https://a.example/feed"), none, &json, &instead), CT_OK);
	assert_non_null(strstr(json, "\"format\":\"rss20\""));
	assert_non_null(strstr(json, "\"link\":\"https://a.example/one\""));
	assert_string_equal(instead, "untouched");
	ct_free(json);
	assert_int_equal(ct_feed_json(rss, none, none, &json, NULL), CT_OK);
	assert_non_null(strstr(json, "\"title\":\"One\""));
	ct_free(json);
	ct_free(NULL);
}

static void test_feed_encoding(void **state)
{
	(void)state;
	char *json = NULL;

	assert_int_equal(ct_feed_json(text_of("<rss version='2.0'><channel><title>Caf\xe9</title>"
					      "</channel></rss>"),
			     none, text_of("application/rss+xml; charset=iso-8859-1"), &json, NULL),
	    CT_OK);
	assert_non_null(strstr(json, "\"Caf\xc3\xa9\""));
	ct_free(json);
}

static void test_no_feed(void **state)
{
	(void)state;
	static const char *const documents[] = {
	    "<html><body>x</body></html>", "", "{}", "GIF89a", "<?xml version='1.0'?><recipes/>"};
	char *json = NULL;

	for (size_t i = 0; i < COUNT(documents); i++) {
		const char *instead = NULL;
		assert_int_equal(
		    ct_feed_json(text_of(documents[i]), none, none, &json, &instead), CT_ENOTFEED);
		assert_non_null(instead);
		assert_true(strlen(instead) > 0);
	}
	assert_int_equal(ct_feed_json(none, none, none, &json, NULL), CT_ENOTFEED);
	assert_null(json);
}

static void test_page(void **state)
{
	(void)state;
	struct ct_text html = text_of(
	    "<title>T</title><nav><a href=/>Home</a></nav><p>The ferry left at noon, said its "
	    "captain, and nobody was on board but the cook and his cat.</p>");
	const char *instead = NULL;
	char *json = NULL;

	assert_int_equal(ct_page_json(html, none, none, &json, &instead), CT_OK);
	assert_non_null(strstr(json, "\"title\":\"T\""));
	assert_non_null(strstr(json, "\"url\":null"));
	assert_non_null(strstr(json, "\"text\":\"The ferry left"));
	assert_null(instead);
	ct_free(json);
	json = NULL;
	assert_int_equal(
	    ct_page_json(text_of("no markup"), none, none, &json, &instead), CT_EINVAL);
	assert_string_equal(instead, "not HTML");
	assert_int_equal(ct_page_json(none, none, none, &json, NULL), CT_EINVAL);
	assert_null(json);
}

static void test_html(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
	    {"<p>a &amp; b</p><p>c</p>", "a & b\n\nc"},
	    {"plain", "plain"},
	    {"<script>x</script>", ""},
	    {"", ""},
	};
	char *text = NULL;

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(ct_html_text(text_of(cases[i][0]), &text), CT_OK);
		assert_string_equal(text, cases[i][1]);
		ct_free(text);
	}
	assert_int_equal(ct_html_text(none, &text), CT_OK);
	assert_string_equal(text, "");
	ct_free(text);
}

/* The string is as long as it looks, whatever bytes came in. */
static void test_html_with_nul(void **state)
{
	(void)state;
	char *text = NULL;

	assert_int_equal(ct_html_text((struct ct_text){"<p>a\0b &#0; c", 13}, &text), CT_OK);
	assert_non_null(strchr(text, 'c'));
	ct_free(text);
}

static void test_long_decimal_point(void **state)
{
	(void)state;
	struct ct_text feed =
	    text_of("{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"x\","
		    "\"items\":[{\"id\":1.5,\"title\":\"y\"}]}");
	struct ct_text page = text_of(
	    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Dock\","
	    "\"rating\":4.5}</script><article><p>The harbour commission of Port Selwyn voted 7 to "
	    "4 on "
	    "Tuesday to shut the east dock for 18 months.<p>Engineers from Braddock Marine found "
	    "212 "
	    "cracked piles during a survey in March.</article>");
	char *json = NULL;

	abroad = true;
	assert_int_equal(ct_feed_json(feed, none, none, &json, NULL), CT_OK);
	assert_non_null(strstr(json, "\"y\""));
	ct_free(json);
	assert_int_equal(ct_page_json(page, none, none, &json, NULL), CT_OK);
	abroad = false;
	assert_non_null(strstr(json, "\"title\":\"Dock\""));
	ct_free(json);
	assert_true(uselocale((locale_t)0) == LC_GLOBAL_LOCALE);
}

static void *read_some(void *failed)
{
	static const char *const documents[] = {
	    "<rss version='2.0'><channel><title>&eacute;</title></channel></rss>",
	    "<rss version='2.0'><channel><title>a & b",
	    "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"x\",\"items\":[]}",
	};

	for (size_t i = 0; i < 30; i++) {
		char *json = NULL;
		if (ct_feed_json(
			text_of(documents[i % COUNT(documents)]), none, none, &json, NULL) != CT_OK)
			return failed;
		ct_free(json);
	}
	return NULL;
}

/* The first use of the libraries below, too: this test goes first. */
static void test_threads(void **state)
{
	(void)state;
	pthread_t threads[4];
	int failed;

	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_some, &failed), 0);
	for (size_t i = 0; i < COUNT(threads); i++) {
		void *said = &failed;
		assert_int_equal(pthread_join(threads[i], &said), 0);
		assert_null(said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_feed),
	    cmocka_unit_test(test_feed_encoding),
	    cmocka_unit_test(test_no_feed),
	    cmocka_unit_test(test_page),
	    cmocka_unit_test(test_html),
	    cmocka_unit_test(test_html_with_nul),
	    cmocka_unit_test(test_long_decimal_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "page_fixture.h"

#include <stdio.h>

static struct page *with_head(const char *head)
{
	char html[8192];

	snprintf(html, sizeof(html), "<html>%s<body><p>%s</p></body></html>", head, PROSE_A);
	return page_of(html);
}

static void title_is(const char *head, const char *want)
{
	struct page *p = with_head(head);

	assert_view(p->title, want);
	page_free(p);
}

static void finds_the_title(void **state)
{
	(void)state;
	title_is("", "");
	title_is("<title> A\n ferry &amp; a tug </title>", "A ferry & a tug");
	title_is("<title>A ferry adrift - The Gazette</title>", "A ferry adrift");
	title_is("<title>Gazette - The ferry that never came home</title>",
	    "Gazette - The ferry that never came home");
	title_is("<title>x</title><h1>A <b>ferry</b></h1>", "A ferry");
	title_is("<title>x</title><h1>y</h1><meta property=og:title content='Z | S'>"
		 "<meta property=og:site_name content=S>",
	    "Z");
	title_is("<meta name='twitter:title' content='t'><meta name=headline content='h'>", "t");
}

static void byline_is(const char *head, const char *want)
{
	struct page *p = with_head(head);

	assert_view(p->byline, want);
	page_free(p);
}

static void finds_the_byline(void **state)
{
	(void)state;
	byline_is("", "");
	byline_is("<meta name=author content='By Ada Quill'>", "Ada Quill");
	byline_is("<meta property=article:author content='https://social.example/ada'>", "");
	byline_is("<div class=byline>Von <a rel=author href=/a>Ada Quill</a></div>", "Ada Quill");
	byline_is("<p class='story-byline'>Par Ada Quill</p>", "Ada Quill");
	byline_is("<script type=application/ld+json>[{\"@type\":\"Person\",\"name\":\"No\"},"
		  "{\"@type\":\"NewsArticle\",\"author\":\"Ada\"}]</script>",
	    "Ada");
}

static void finds_the_time(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		int64_t want;
	} cases[] = {
	    {"", CT_TIME_UNKNOWN},
	    {"<meta property=article:published_time content=2026-03-04T05:06:07+01:00>",
		1772597167},
	    {"<time datetime='2026-03-04'>yesterday</time>", 1772582400},
	    {"<meta name=date content=soon><meta name=pubdate content='4 March 2026'>", 1772582400},
	    {"<meta name=date content=0001-01-01>", CT_TIME_UNKNOWN},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct page *p = with_head(cases[i].head);
		assert_int_equal(p->published, cases[i].want);
		page_free(p);
	}
}

static void language_is(const char *html, const char *want)
{
	struct page *p = page_of(html);

	assert_view(p->language, want);
	page_free(p);
}

static void finds_the_language(void **state)
{
	(void)state;
	language_is("<p>" PROSE_A, "");
	language_is("<html lang=pt-BR><p>" PROSE_A, "pt-BR");
	language_is(
	    "<html lang='what ever'><meta property=og:locale content=de_DE><p>" PROSE_A, "de-DE");
	language_is("<meta http-equiv=Content-Language content=fr><p>" PROSE_A, "fr");
}

static void canonical_is(const char *head, const char *want)
{
	struct page *p = with_head(head);

	assert_view(p->canonical_url, want);
	page_free(p);
}

static void finds_the_canonical_url(void **state)
{
	(void)state;
	canonical_is("", "");
	canonical_is(
	    "<link rel=canonical href='../a?b=1&amp;c=2'>", "https://gazette.example/a?b=1&c=2");
	canonical_is("<base href='https://x.example/d/'><link rel=canonical href=e>",
	    "https://x.example/d/e");
	canonical_is("<meta property=og:url content=https://y.example/>", "https://y.example/");
	canonical_is("<link rel=canonical href='javascript:alert(1)'>", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_title),
	    cmocka_unit_test(finds_the_byline),
	    cmocka_unit_test(finds_the_time),
	    cmocka_unit_test(finds_the_language),
	    cmocka_unit_test(finds_the_canonical_url),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cmocka_all.h"
#include "alternate.h"

static void finds_the_feed(void **state)
{
	static const struct {
		const char *page, *base, *url;
	} cases[] = {
	    {"<!doctype html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" "
	     "href=\"/feed?a=1&amp;b=2\"></head>",
		"http://a.example/x/", "http://a.example/feed?a=1&b=2"},
	    {"<LINK HREF='f.xml' TYPE='application/atom+xml; charset=utf-8' REL='Alternate Home'>",
		"http://a.example/x/y", "http://a.example/x/f.xml"},
	    {"<base href=\"http://b.example/z/\"><link rel=alternate type=application/feed+json "
	     "href=f.json>",
		"http://a.example/", "http://b.example/z/f.json"},
	    {"<link rel=alternate hreflang=de href=/de><link rel=stylesheet type=text/css href=/c>",
		"http://a.example/", NULL},
	    {"<!-- <link rel=alternate type=application/rss+xml href=/no> --><script>\"<link "
	     "rel=alternate type=application/rss+xml href=/no>\"</script>",
		"http://a.example/", NULL},
	    {"<body><link rel=alternate type=application/rss+xml href=/comment>",
		"http://a.example/", NULL},
	    {"<link rel=alternate type=application/rss+xml href=\"javascript:x\"><link "
	     "rel=alternate "
	     "type=application/rss+xml href=/b>",
		"http://a.example/", "http://a.example/b"},
	    {"<link rel=alternate type=application/rss+xml href=\"/\x1b[31m\">",
		"http://a.example/", NULL},
	    {"<link rel=alternate type=application/rss+xml href=f>", "", "f"},
	    {"<link rel=alternate type=application/rss+xml", "http://a.example/", NULL},
	    /* What is neither a word nor white space ends none of its own. */
	    {"<link rel=\"a\x01 alternate\" type=application/rss+xml href=/f>", "http://a.example/",
		"http://a.example/f"},
	    {"<link rel=\"a\x01\x02\" type=application/rss+xml href=/f>", "http://a.example/",
		NULL},
	    {"<<<<", "", NULL},
	    {"", "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT(ALTERNATE_MAX);
		bool found = alternate_find(view_of(cases[i].page), view_of(cases[i].base), &out);

		if (found != (cases[i].url != NULL) ||
		    !view_is(buf_view(&out), found ? cases[i].url : ""))
			print_error("%s: %.*s\n", cases[i].page, (int)out.n, out.p);
		assert_true(found == (cases[i].url != NULL));
		assert_true(!found || view_is(buf_view(&out), cases[i].url));
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_feed)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

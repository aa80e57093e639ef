/* Whole pages, as sites make them, to their articles. */
#include "page_fixture.h"

#include <stdio.h>
#include <time.h>

#include "utf8.h"

#define NEWS_TEXT PROSE_A "\n\n" PROSE_B "\n\nA second boat\n\n" PROSE_C

static const char news[] =
    "<!DOCTYPE html><html lang=en-GB><head><title>Ferry adrift | The Gazette</title>"
    "<meta property='og:title' content='Ferry adrift for two hours'>"
    "<meta property='og:site_name' content='The Gazette'>"
    "<link rel=canonical href='/news/ferry'>"
    "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},"
    "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\",\"datePublished\":\"2026-03-04T05:06:07Z\","
    "\"author\":[{\"@type\":\"Person\",\"name\":\"Ada Quill\"},{\"name\":\"Ben Oar\"}]}]}</script>"
    "</head><body class='has-sidebar'>"
    "<div id=cookie-banner><p>We use cookies to make this site work, to measure how it is used, "
    "and "
    "to show you what we think you like; read our policy.</p><button>Accept</button></div>"
    "<header><nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a></ul></nav></header>"
    "<main><article><h1>Ferry adrift for two hours</h1>"
    "<p class=byline>By Ada Quill and Ben Oar</p><time datetime='2026-03-04'>4 March</time>"
    "<ul class=share-tools><li><a href=#>Share</a><li>Mail it</ul>"
    "<figure><img src=a.jpg><figcaption>The ferry, seen from the pier, in the year in which she "
    "was "
    "built, with her crew. Photo: A. Gull</figcaption></figure>"
    "<div class='article-body'><p>" PROSE_A "</p><p>" PROSE_B "</p>"
    "<p><a href=/x>Read more: the boats that never came</a></p>"
    "<div class=newsletter-signup><p>Sign up for our letter, which comes every Friday, and tells "
    "you "
    "what we have been up to all week long.</p></div>"
    "<h2>A second boat</h2><p>" PROSE_C "</p></div>"
    "<aside><h3>Related</h3><p>" TEASER_A "</p></aside></article>"
    "<section id=comments><h2>2 comments</h2><p>" COMMENT_A "</p><p>" COMMENT_A
    "</p></section></main>"
    "<footer><p>Copyright the Gazette, all rights reserved, registered in a place far away, under "
    "a "
    "number that nobody knows.</p></footer></body></html>";

static void reads_a_news_page(void **state)
{
	(void)state;
	struct page *p = page_of(news);

	assert_view(p->text, NEWS_TEXT);
	assert_view(p->title, "Ferry adrift for two hours");
	assert_view(p->byline, "Ada Quill, Ben Oar");
	assert_view(p->language, "en-GB");
	assert_view(p->url, "https://gazette.example/news/ferry?x=1");
	assert_view(p->canonical_url, "https://gazette.example/news/ferry");
	assert_int_equal(p->published, 1772600767);
	page_free(p);
}

static void writes_json(void **state)
{
	(void)state;
	struct buf out = BUF_INIT(1 << 16);
	struct emit e = emit_to(&out);
	struct page *p = page_of("<p>" PROSE_A "</p>");

	page_json(p, &e);
	assert_string_equal(out.p,
	    "{\"url\":\"https://gazette.example/news/ferry?x=1\","
	    "\"canonical_url\":null,\"title\":null,\"byline\":null,"
	    "\"published\":null,\"language\":null,\"text\":\"" PROSE_A "\"}");
	page_free(p);
	buf_free(&out);
}

/* No class says anything here: only the prose does. */
static void reads_a_page_without_names(void **state)
{
	(void)state;
	assert_text("<body><table><tr><td><a href=/>Home</a><br><a href=/a>About us</a></td><td>"
		    "<font size=5>Ferry adrift</font><br><br>" PROSE_A "<br><br>" PROSE_B
		    "<br><br>" PROSE_C
		    "</td><td><a href=/1>One</a> <a href=/2>Two</a></td></tr></table>"
		    "<center><a href=/imprint>Imprint</a> | 12 visitors</center>",
	    PROSE_A "\n\n" PROSE_B "\n\n" PROSE_C);
}

static void reads_a_blog_post(void **state)
{
	(void)state;
	assert_text("<div id=page><div id=sidebar class='widget-area'><p>" TEASER_A "</p></div>"
		    "<div class='post hentry'><h2 class=entry-title>Rigging</h2>"
		    "<div class='entry-meta'>Posted on <a href=#>May 3</a> by admin</div>"
		    "<div class='entry-content'><p>" PROSE_A
		    "</p><ul><li>a rope, or two</li><li>a knife</li>"
		    "</ul><blockquote><p>" PROSE_B "</p></blockquote>"
		    "<div class='sharedaddy'>Share this: <a href=#>Mail</a></div></div>"
		    "<div class=entry-footer>Tagged <a href=#>boats</a></div></div>"
		    "<ol class=commentlist><li><p>" COMMENT_A "</p></li></ol></div>",
	    PROSE_A "\n\na rope, or two\na knife\n\n" PROSE_B);
}

/* A forum's thread is its posts; names of comments do not win over most prose. */
static void reads_a_forum_thread(void **state)
{
	(void)state;
	assert_text("<div class=nav><a href=/>Index</a></div><div id=comments>"
		    "<div class=post><div class=author>gull</div><p>" PROSE_A "</p></div>"
		    "<div class=post><div class=author>tern</div><p>" PROSE_B "</p></div></div>",
	    PROSE_A "\n\n" PROSE_B);
}

/* Page builders make a "widget" of each paragraph, frameworks call anything
 * "hidden", and what is paid for is in a "paywall". */
static void is_not_misled_by_names(void **state)
{
	(void)state;
	assert_text(
	    "<div class='overflow-hidden'><div class='elementor-element elementor-widget "
	    "elementor-widget-text-editor'><p>" PROSE_A
	    "</p></div><div class='elementor-widget elementor-widget-text-editor'><p>" PROSE_B
	    "</p></div><div class=paywall><p>" PROSE_C
	    "</p></div></div><div class='widget newsletter'><p>" TEASER_A "</p></div>",
	    PROSE_A "\n\n" PROSE_B "\n\n" PROSE_C);
	assert_text("<p>" PROSE_A
		    "</p><figure class='wp-block-table'><table><tr><td>Boats</td><td>two"
		    "</td></tr></table></figure><p>" PROSE_B "</p>",
	    PROSE_A "\n\nBoats two\n\n" PROSE_B);
}

/* What is left to read before a paywall, and none of the offer. */
static void reads_a_stub_before_a_paywall(void **state)
{
	(void)state;
	assert_text("<article><p>" PROSE_A
		    "</p><div class='paywall subscribe-box'><p>Subscribe now for a "
		    "pound a week, cancel whenever you like, and read all that we write.</p></div>"
		    "</article><div class=footer><a href=/>Home</a></div>",
	    PROSE_A);
}

/* A page that its scripts fill tells machines the text. */
static void falls_back_on_the_article_body_for_machines(void **state)
{
	(void)state;
	assert_text("<div id=root></div><script type=application/ld+json>{\"@type\":[\"Thing\","
		    "\"BlogPosting\"],\"articleBody\":\"<p>" PROSE_A "</p><p>" PROSE_B
		    "</p>\"}</script>",
	    PROSE_A "\n\n" PROSE_B);
	/* Broken data is as none. */
	assert_text(
	    "<p>" PROSE_A "</p><script type=application/ld+json>{\"@type\":</script>", PROSE_A);
}

static void reads_other_languages(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "Die Fähre nach Skerrow blieb am Dienstag mitten in der Enge liegen, der Motor war "
	    "tot, und "
	    "sie trieb zwei Stunden, bis ein Schlepper kam.",
	    "Паром на Скерроу остановился во вторник посреди пролива, двигатель заглох, и два часа "
	    "его "
	    "несло течением, пока не подошёл буксир.",
	    "توقفت العبارة المتجهة إلى سكيرو في منتصف المضيق يوم الثلاثاء، وتعطل محركها. وظلت "
	    "تنجرف "
	    "ساعتين حتى وصل زورق القطر، كما قال مدير الميناء.",
	    "开往斯凯罗的渡轮星期二在海峡中央停了下来，发动机熄火，漂流了两个小时，才有拖船赶到，没"
	    "有人受伤，港务长说。",
	    "火曜日、スケロー行きのフェリーが海峡の真ん中で止まった。エンジンが動かず、曳船が来るま"
	    "で二時間漂流したという。",
	};
	char html[4096];

	for (size_t i = 0; i < COUNT(texts); i++) {
		snprintf(html, sizeof(html),
		    "<ul class=nav><li><a href=/>A</a></ul><div><p>%s</p></div>"
		    "<div class=kommentare><p>%s</p></div>",
		    texts[i], i == 0 ? COMMENT_A : "x");
		assert_text(html, texts[i]);
	}
}

static void repairs_charsets(void **state)
{
	(void)state;
	static const char tail[] = " sank, the harbour master said, and nobody could tell why, "
				   "least of all her owner.</p>";
	static const char *const pages[] = {
	    "<meta charset=iso-8859-1><p>The caf\xE9 boat", /* as labelled */
	    "<p>The caf\xE9 boat",                          /* not UTF-8, as pages are by default */
	    "<meta charset=latin1><p>The caf\xC3\xA9 boat", /* UTF-8 labelled otherwise */
	    "\xEF\xBB\xBF<meta charset=koi8-r><p>The caf\xC3\xA9 boat", /* a mark wins */
	};
	char html[1024];

	for (size_t i = 0; i < COUNT(pages); i++) {
		struct page *p = NULL;
		const char *what;

		snprintf(html, sizeof(html), "%s%s", pages[i], tail);
		assert_int_equal(
		    page_read(view_of(html), VIEW_LIT(""), VIEW_LIT(""), &p, &what), CT_OK);
		assert_true(view_starts(p->text, VIEW_LIT("The caf\xC3\xA9 boat sank")));
		page_free(p);
	}
}

static void has_no_control_characters(void **state)
{
	(void)state;
	struct page *p =
	    page_of("<title>Ferry\x1B[1m\x7F adrift</title><article><p>" PROSE_A
		    "</p><p>It\xC2\x92s\x7F a\x01 b&#127;\xC2\x8F " PROSE_B "\xC2\x8D</p>");

	assert_non_null(strstr(p->text.p, "It\xE2\x80\x99s a b " PROSE_B));
	for (size_t i = 0; i < p->text.n; i++)
		assert_true((unsigned char)p->text.p[i] >= ' ' || p->text.p[i] == '\n');
	assert_null(memchr(p->text.p, 0x7F, p->text.n));
	assert_int_equal(p->text.p[p->text.n - 1], '.');
	assert_true(view_is(p->title, "Ferry[1m adrift"));
	page_free(p);
}

static void says_what_is_no_article(void **state)
{
	(void)state;
	assert_string_equal(no_page(VIEW_LIT("")), "empty");
	assert_string_equal(no_page(VIEW_LIT(" \n")), "empty");
	assert_string_equal(no_page(VIEW_LIT("Just words.")), "not HTML");
	assert_string_equal(no_page(VIEW_LIT("{\"a\":1}")), "JSON, not HTML");
	assert_string_equal(no_page(VIEW_LIT("%PDF-1.7 <x>")), "a PDF, not HTML");
	assert_string_equal(
	    no_page(VIEW_LIT("<?xml version='1.0'?><rss version='2.0'/>")), "a feed, not a page");
	assert_string_equal(no_page(VIEW_LIT("<html><body></body></html>")), "no article in it");
	assert_string_equal(
	    no_page(VIEW_LIT("<ul><li><a href=/>Home</a><li><a href=/a>About</a></ul>")),
	    "no article in it");
}

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds for n times what, between an article's parts. */
static double time_of(const char *what, size_t n)
{
	struct buf b = BUF_INIT(1 << 28);
	struct page *p = NULL;
	const char *why;

	buf_adds(&b, "<p>" PROSE_A "</p>");
	for (size_t i = 0; i < n; i++)
		buf_adds(&b, what);
	double t = cpu();
	enum ct_err err = page_read(buf_view(&b), VIEW_LIT(""), VIEW_LIT(""), &p, &why);
	t = cpu() - t;
	assert_true(err == CT_OK || err == CT_EINVAL);
	page_free(p);
	buf_free(&b);
	return t;
}

/* Twice the bytes take about twice the time, whatever they are. */
static void takes_linear_time(void **state)
{
	(void)state;
	static const char *const hostile[] = {"<div>", "<p>", "<a>", "</div>", "<li>",
	    "<table><td>", "<b><p></b>", "<div class=article-body>a, b</div>", "<p class=byline>",
	    "<h1>", "<title>", "<script>", "<script type=application/ld+json>[", "<!--",
	    "<a href='", "&amp;", "<br>", "<article><div class='comments ad nav a-b-c-d-e-f'>",
	    "<meta name=author content='  '>", "<span class=ad>x</span>", "<div><a><a><a></div>",
	    "<"};

	for (size_t i = 0; i < COUNT(hostile); i++) {
		size_t n = 200000 / strlen(hostile[i]) + 1;
		double once = time_of(hostile[i], n), four = time_of(hostile[i], 4 * n);

		if (four > 0.1 && four > 10 * once)
			fail_msg("%s: %.3f s, four times as many %.3f s", hostile[i], once, four);
	}
}

static void is_valid_whatever_comes(void **state)
{
	(void)state;
	struct page *p = NULL;
	const char *what;
	static const char html[] = "<p>\xFF\xFE \x01 &#0; &#xD800; <b>" PROSE_A "<p\0>" PROSE_B;

	assert_int_equal(page_read((struct view){html, sizeof(html) - 1}, VIEW_LIT("\xFF"),
			     VIEW_LIT("x;charset=utf-7"), &p, &what),
	    CT_OK);
	assert_true(utf8_valid(p->text));
	assert_true(view_find(p->text, VIEW_LIT("The ferry to Skerrow")) != SIZE_MAX);
	page_free(p);
	page_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_news_page),
	    cmocka_unit_test(writes_json),
	    cmocka_unit_test(reads_a_page_without_names),
	    cmocka_unit_test(reads_a_blog_post),
	    cmocka_unit_test(reads_a_forum_thread),
	    cmocka_unit_test(is_not_misled_by_names),
	    cmocka_unit_test(reads_a_stub_before_a_paywall),
	    cmocka_unit_test(falls_back_on_the_article_body_for_machines),
	    cmocka_unit_test(reads_other_languages),
	    cmocka_unit_test(repairs_charsets),
	    cmocka_unit_test(has_no_control_characters),
	    cmocka_unit_test(says_what_is_no_article),
	    cmocka_unit_test(takes_linear_time),
	    cmocka_unit_test(is_valid_whatever_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The real worker, as the daemon runs it. */
#include "pool_rig.h"

#include "sanitized.h"
#include "wire.h"

static void open_worker(struct rig *r, struct pool_options o)
{
	o.program = WORKER;
	if (o.workers == 0)
		o.workers = 2;
	rig_open(r, o);
}

static struct wire_feed decoded(struct got *g, struct cursor *c)
{
	struct wire_feed f = {0};

	assert_string_equal(g->why, "");
	assert_int_equal(g->outcome, POOL_OK);
	assert_int_equal(wire_decode(buf_view(&g->message), &f, c), CT_OK);
	return f;
}

static const char rss[] =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour news</title>"
    "<link>http://example.org/</link>"
    "<item><guid>1</guid><title>Storm &amp; sea</title><link>/storm</link>"
    "<description>A storm closed the harbour on Monday.</description></item>"
    "<item><guid>2</guid><title>Ferry</title><link>/ferry</link>"
    "<description>The ferry was late again.</description></item>"
    "</channel></rss>";

static void a_feed_is_read(void **state)
{
	struct rig r;
	struct got g;
	struct cursor c;
	struct item it;
	struct fingerprint fp;

	(void)state;
	open_worker(&r, (struct pool_options){.memory = 512 << 20});
	rig_send(&r, &g, rss);
	rig_run(&r);
	struct wire_feed f = decoded(&g, &c);
	assert_int_equal(f.outcome, WIRE_OK);
	assert_int_equal(f.format, FEED_RSS20);
	assert_true(view_is(f.title, "Harbour news"));
	assert_int_equal(f.nitems, 2);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_true(view_is(it.story.id, "1"));
	assert_true(view_is(it.story.title, "Storm & sea"));
	assert_true(view_is(it.story.url, "http://example.org/storm"));
	assert_true(view_is(it.story.text, "A storm closed the harbour on Monday."));
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_true(view_is(it.story.title, "Ferry"));
	buf_free(&g.message);
	rig_close(&r);
}

static void send_page(struct rig *r, struct got *g, const char *html)
{
	struct buf b = BUF_INIT(1 << 20);

	*g = (struct got){.rig = r};
	buf_adds(&b, html);
	assert_int_equal(pool_extract(r->pool, &b, VIEW_LIT("http://example.org/a"),
			     VIEW_LIT("text/html; charset=windows-1251"), rig_done, g),
	    CT_OK);
	r->expected++;
}

/* A page's article, and after it another worker's feed. */
static void a_page_is_read(void **state)
{
	struct rig r;
	struct got g, h, i;
	struct cursor c;
	struct item it;
	struct fingerprint fp;

	(void)state;
	open_worker(&r, (struct pool_options){.workers = 1, .memory = 512 << 20});
	send_page(&r, &g,
	    "<html lang=en><title>Ferry adrift</title><link rel=canonical href=/ferry>"
	    "<meta name=author content=Ada><script type='application/ld+json'>"
	    "{\"@type\":\"NewsArticle\",\"datePublished\":\"2026-03-04T05:06:07Z\"}</script>"
	    "<nav><a href=/>Home</a></nav><p>The ferry stopped in the middle of the Narrows, and a "
	    "tug "
	    "took it in tow for the night.</p>");
	send_page(&r, &h, "<html><body><a href=/>Home</a></body></html>");
	rig_send(&r, &i, rss);
	rig_run(&r);
	struct wire_feed f = decoded(&g, &c);
	assert_int_equal(f.outcome, WIRE_OK);
	assert_int_equal(f.nitems, 1);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_true(view_is(it.story.title, "Ferry adrift"));
	assert_true(view_is(it.story.url, "http://example.org/ferry"));
	assert_true(view_is(it.story.lang, "en"));
	assert_true(view_is(it.authors, "Ada"));
	assert_int_equal(it.story.published, 1772600767);
	assert_true(view_is(it.story.text, "The ferry stopped in the middle of the Narrows, and a "
					   "tug took it in tow for the night."));
	f = decoded(&h, &c);
	assert_int_equal(f.outcome, WIRE_NOTFEED);
	assert_true(view_is(f.what, "no article in it"));
	assert_int_equal(decoded(&i, &c).nitems, 2);
	buf_free(&g.message);
	buf_free(&h.message);
	buf_free(&i.message);
	rig_close(&r);
}

static void what_is_no_feed_is_told(void **state)
{
	static const char *const bodies[] = {"",
	    "<!doctype html><html><head><title>x</title></head><body>hi</body></html>",
	    "{\"a\":1}"};
	struct rig r;
	struct got g;
	struct cursor c;

	(void)state;
	open_worker(&r, (struct pool_options){.memory = 512 << 20});
	for (size_t i = 0; i < 3; i++) {
		rig_send(&r, &g, bodies[i]);
		rig_run(&r);
		struct wire_feed f = decoded(&g, &c);
		assert_int_equal(f.outcome, WIRE_NOTFEED);
		assert_true(f.what.n > 0);
		buf_free(&g.message);
	}
	assert_int_equal(pool_deaths(r.pool), 0);
	rig_close(&r);
}

/* The sandbox closes files: whatever charset a document names, reading it must
 * not have the worker look for a converter. */
static void charsets_need_no_files(void **state)
{
	static const char *const names[] = {"utf-8", "utf-16", "windows-1251", "windows-1252",
	    "iso-8859-1", "iso-8859-15", "koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5",
	    "big5-hkscs", "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr", "ibm037", "cp500",
	    "macintosh", "tis-620", "utf-7", "utf-32", "ucs-4", "x-unheard-of", "../../etc/passwd",
	    "us-ascii", "ebcdic-us", "html", ""};
	struct rig r;
	struct got g;

	(void)state;
	open_worker(&r, (struct pool_options){.memory = 512 << 20});
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char body[512];

		snprintf(body, sizeof body,
		    "<?xml version=\"1.0\" encoding=\"%s\"?><rss "
		    "version=\"2.0\"><channel><title>caf\xe9 "
		    "\xe4\xc4</title><item><title>\xb0\xa1\xb0\xa2</title></item></channel></rss>",
		    names[i]);
		rig_send(&r, &g, body);
		rig_run(&r);
		if (g.outcome != POOL_OK)
			fail_msg("encoding %s: %s", names[i], g.why);
		buf_free(&g.message);
	}
	assert_int_equal(pool_deaths(r.pool), 0);
	rig_close(&r);
}

/* Documents that reach for files, entities or the CPU. */
static void hostile_documents(void **state)
{
	static const char *const bodies[] = {
	    "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss version=\"2.0\">"
	    "<channel><title>&x;</title></channel></rss>",
	    "<!DOCTYPE rss SYSTEM \"http://127.0.0.1/x.dtd\"><rss version=\"2.0\"><channel>"
	    "<title>t</title></channel></rss>",
	    "<?xml-stylesheet href=\"/etc/passwd\"?><rss version=\"2.0\" xmlns:xi="
	    "\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\"/></rss>",
	    "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
	    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
	    "<rss version=\"2.0\"><channel><title>&d;&d;&d;</title></channel></rss>",
	    "\xff\xfe<\0r\0s\0s",
	    "<rss",
	    "\0\0\0\0",
	    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
	};
	struct rig r;
	struct got g;

	(void)state;
	open_worker(&r, (struct pool_options){.memory = 512 << 20});
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		rig_send(&r, &g, bodies[i]);
		rig_run(&r);
		if (g.outcome != POOL_OK)
			fail_msg("body %zu: %s", i, g.why);
		assert_int_equal(view_find(buf_view(&g.message), VIEW_LIT("root:")), SIZE_MAX);
		buf_free(&g.message);
	}
	rig_close(&r);
}

static struct buf many_items(size_t size)
{
	struct buf b = BUF_INIT(1 << 30);

	buf_adds(&b, "<rss version=\"2.0\"><channel><title>t</title>");
	for (unsigned i = 0; b.n < size; i++)
		buf_addf(&b,
		    "<item><guid>%u</guid><title>Item %u of very many</title><description>The "
		    "council of town %u met on Tuesday and decided about %u "
		    "houses.</description></item>",
		    i, i, i * 7919, i % 100);
	buf_adds(&b, "</channel></rss>");
	assert_int_equal(b.err, CT_OK);
	return b;
}

/* Past its memory a worker says so, or dies; never more than its own job. */
static void memory_is_bounded(void **state)
{
	struct rig r;
	struct got g, after;
	struct cursor c;
	struct buf big;

	(void)state;
	if (SANITIZED)
		skip();
	big = many_items(24 << 20);
	/* Address space: the libraries alone take 46 MiB of it. */
	open_worker(&r, (struct pool_options){.memory = 64 << 20, .workers = 1});
	rig_send_to(&r, &g, VIEW_LIT("http://example.org/"), buf_view(&big));
	rig_run(&r);
	if (g.outcome == POOL_OK)
		assert_int_equal(decoded(&g, &c).outcome, WIRE_FAILED);
	buf_free(&g.message);
	rig_send(&r, &after, rss);
	rig_run(&r);
	assert_int_equal(decoded(&after, &c).outcome, WIRE_OK);
	buf_free(&after.message);
	buf_free(&big);
	rig_close(&r);
}

static void many_feeds(void **state)
{
	enum { N = 200 };
	static struct got g[N];
	struct rig r;
	struct cursor c;

	(void)state;
	open_worker(&r, (struct pool_options){.memory = 512 << 20, .recycle = 50});
	for (size_t i = 0; i < N; i++)
		rig_send(&r, &g[i], rss);
	rig_run(&r);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(decoded(&g[i], &c).nitems, 2);
		buf_free(&g[i].message);
	}
	assert_int_equal(pool_deaths(r.pool), 0);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_feed_is_read),
	    cmocka_unit_test(a_page_is_read),
	    cmocka_unit_test(what_is_no_feed_is_told),
	    cmocka_unit_test(charsets_need_no_files),
	    cmocka_unit_test(hostile_documents),
	    cmocka_unit_test(memory_is_bounded),
	    cmocka_unit_test(many_feeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

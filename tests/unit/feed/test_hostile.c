/* Broken feeds are read as far as they go; hostile ones cost little and end. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "count.h"
#include "feed_fixture.h"

static void keeps_stray_ampersands(void **state)
{
	(void)state;
	struct feed *f = feed_of(RSS_ITEM("<title>R&D at AT&T & co &amp; &eacute; &foo;</title>"
					  "<link>http://x/?a=1&b=2&copy=3</link>"));

	assert_true(f->bozo);
	assert_true(f->bozo_reason.n > 0);
	check_view(f->entries->title, "R&D at AT&T & co & \xC3\xA9 &foo;");
	check_view(f->entries->link, "http://x/?a=1&b=2&copy=3");
	feed_free(f);
}

static void knows_html_entities_without_a_dtd(void **state)
{
	(void)state;
	struct feed *f =
	    feed_of("<rss version='0.91'><channel><item><title>caf&eacute; &hellip;</title>"
		    "<enclosure url='http://x/caf&eacute;?a&amp;b'/></item></channel></rss>");

	assert_false(f->bozo);
	check_view(f->entries->title, "caf\xC3\xA9 \xE2\x80\xA6");
	check_view(f->entries->enclosures->url, "http://x/caf\xC3\xA9?a&b");
	feed_free(f);
}

static void closes_what_was_left_open(void **state)
{
	(void)state;
	struct feed *f = feed_of("<rss version='2.0'><channel><title>T<item><title>A"
				 "<link>http://x/1<description>one <b>bold <br> x"
				 "<item><title>B</title></wrong></item></channel></rss>");

	assert_true(f->bozo);
	assert_int_equal(f->nentries, 2);
	check_view(f->title, "T");
	check_view(f->entries->title, "A");
	check_view(f->entries->link, "http://x/1");
	check_view(f->entries->text, "one bold\nx");
	check_view(f->entries->next->title, "B");
	feed_free(f);
}

static void reads_up_to_the_cut(void **state)
{
	(void)state;
	struct feed *f = feed_of("<rss version='2.0'><channel><item><title>A</title></item>"
				 "<item><title>B</title><description>half of");

	assert_true(f->bozo);
	assert_int_equal(f->nentries, 2);
	check_view(f->entries->next->title, "B");
	check_view(f->entries->next->summary, "");
	feed_free(f);
}

static void skips_junk(void **state)
{
	(void)state;
	struct feed *f = feed_of(
	    "<br />\n<b>Warning</b>: x in y\n<?xml version='1.0'?>"
	    "<rss version='2.0'><channel><title>T\x01\x02</title></channel></rss>\n<p>tail");

	assert_true(f->bozo);
	check_view(f->title, "T");
	feed_free(f);
	f = feed_of(
	    "\n<?xml version='1.0'?><rss version='2.0'><channel><title>T</title></channel></rss>");
	assert_true(f->bozo);
	check_view(f->title, "T");
	feed_free(f);
}

static void declares_nothing(void **state)
{
	(void)state;
	struct feed *f =
	    feed_of("<!DOCTYPE rss [<!ENTITY a 'xxxx'><!ENTITY b '&a;&a;'>"
		    "<!ENTITY f SYSTEM 'file:///etc/passwd'><!ATTLIST rss q CDATA 'z'>]>"
		    "<rss version='2.0'><channel><title>[&a;&b;&f;]</title></channel></rss>");

	assert_true(f->bozo);
	check_view(f->title, "[&a;&b;&f;]");
	feed_free(f);

	/* Where a DOCTYPE ends is told by no quote in a comment, and no bracket. */
	f = feed_of("<!DOCTYPE rss [ <!-- ]> don't <? --> <?a it's ]> ?> <!ENTITY a 'x'> ]>"
		    "<rss version='2.0'><channel><title>T's</title></channel></rss>");
	assert_true(view_starts(f->bozo_reason, VIEW_LIT("the DOCTYPE declares")));
	check_view(f->title, "T's");
	feed_free(f);
	f = feed_of("<!DOCTYPE rss [ <!-- ]> don't <? --> <?a it's ]> ?> ]>"
		    "<rss version='2.0'><channel><title>T's</title></channel></rss>");
	assert_false(f->bozo);
	check_view(f->title, "T's");
	feed_free(f);
}

static struct buf repeat(const char *head, const char *bit, size_t n, const char *tail)
{
	struct buf b = BUF_INIT((size_t)1 << 26);

	buf_adds(&b, head);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s", bit);
	buf_adds(&b, tail);
	assert_int_equal(b.err, CT_OK);
	return b;
}

/* CPU seconds of a parse; it may fail, but not hang. */
static double cost(struct view doc)
{
	clock_t start = clock();
	struct feed *f = NULL;
	const char *what;

	if (feed_parse(doc, VIEW_LIT("http://a/b"), VIEW_LIT(""), &feed_limits_default, &f,
		&what) == CT_OK)
		feed_free(f);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

#define ITEM "<rss version='2.0'><channel><item>"

/* So large that malloc gives its memory back at once: whoever looks at it after crashes. */
static void what_libxml2_stops_at_stays_readable(void **state)
{
	(void)state;
	static const char *const bad[] = {"]]>", "a]]>", "<", "&", "&nosuch;", "&#0;", "\x01",
	    "<a b='<'/>", "<a b='&nosuch;'/>", "<a b=c/>", "<a b='' b=''/>", "<a:b:c/>", "</a>",
	    "<!-- a -- b -->", "<?xml a?>", "<![CDATA[", "<!DOCTYPE rss>",
	    "<\xC3\xA9\xEF\xBF\xBF/>", "</\xC3\xA9\xEF\xBF\xBF>", "<?\xC3\xA9\xEF\xBF\xBF?>",
	    "<a \xC3\xA9\xEF\xBF\xBF='b'/>", "&\xC3\xA9\xEF\xBF\xBF;", "<a b='\xEF\xBF\xBF'/>"};

	for (size_t i = 0; i < 2 * COUNT(bad); i++) { /* early, and late */
		struct buf b = BUF_INIT(1 << 20);
		struct feed *f = NULL;
		const char *what = "";

		buf_adds(&b, "<rss><channel><title>T</title>");
		for (int k = 0; k < 20000; k++) {
			if (k == (i % 2 == 0 ? 0 : 19000))
				buf_addf(&b, "<item><title>%s</title></item>", bad[i / 2]);
			buf_adds(&b, "<item><title>A</title></item>\n");
		}
		buf_adds(&b, "</channel></rss>");
		assert_int_equal(feed_parse(buf_view(&b), VIEW_LIT(""), VIEW_LIT(""),
				     &feed_limits_default, &f, &what),
		    CT_OK);
		assert_true(f->bozo);
		assert_true(f->nentries > 0);
		feed_free(f);
		buf_free(&b);
	}
}

static void burns_no_time(void **state)
{
	(void)state;
	static const struct {
		const char *head, *bit, *tail;
	} rows[] = {
	    {"<rss version='2.0'><channel>", "<a>", ""},
	    {"<rss version='2.0'><channel>", "</a>", ""},
	    {"<!DOCTYPE r [", "<!ATTLIST r a CDATA 'x'>", "]><rss/>"},
	    {"<!DOCTYPE r ", "[", ">"},
	    {ITEM "<title>", "<![CDATA[", "</title>"},
	    {ITEM "<description>", "&lt;a ", ""},
	    {ITEM "<description>", "<", ""},
	    {ITEM "<description>", "&", ""},
	    {ITEM "<description>", "<p x='", ""},
	    {ITEM, "<category>c</category>", "</item>"},
	    {ITEM, "<dc:creator>c</dc:creator>", "</item>"},
	    {ITEM "<description><![CDATA[", "<a href=x>", "]]></description>"},
	    {"<rss xmlns:a='", "x", "'/>"},
	    {"[", "[", ""},
	    {"{\"a\":", "{\"a\":", ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf doc = repeat(rows[i].head, rows[i].bit, 200000, rows[i].tail);
		double seconds = cost(buf_view(&doc));

		if (seconds > 4)
			fail_msg("%.1f s on \"%s\"", seconds, rows[i].bit);
		buf_free(&doc);
	}
}

/* Names and attributes that all differ: libxml2 takes seconds over them. */
static void burns_no_time_on_names(void **state)
{
	(void)state;
	struct buf names = BUF_INIT((size_t)1 << 26), attrs = BUF_INIT((size_t)1 << 26);

	buf_adds(&names, "<rss version='2.0'><channel>");
	buf_adds(&attrs, "<rss version='2.0'><channel ");
	for (unsigned i = 0; i < 300000; i++) {
		buf_addf(&names, "<n%u/>", i);
		buf_addf(&attrs, "a%u='' ", i);
	}
	buf_adds(&attrs, "/></rss>");
	assert_true(cost(buf_view(&names)) < 4);
	assert_true(cost(buf_view(&attrs)) < 4);
	buf_free(&names);
	buf_free(&attrs);

	struct buf list = BUF_INIT((size_t)1 << 26);

	buf_adds(&list, "<!DOCTYPE rss [<!ATTLIST rss b (a");
	for (unsigned i = 0; i < 100000; i++)
		buf_addf(&list, "|b%u", i);
	buf_adds(&list, ") #IMPLIED>]><rss version='2.0'><channel/></rss>");
	assert_true(cost(buf_view(&list)) < 4);
	buf_free(&list);
}

/* What is full is libxml2's dictionary, not the memory: no want of ours. */
static void long_names_want_no_memory(void **state)
{
	(void)state;
	struct buf doc = BUF_INIT((size_t)1 << 26);
	char name[45001];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	buf_adds(&doc, "<!DOCTYPE rss><rss version='2.0'><channel><title>T</title>");
	for (unsigned i = 0; i < 400; i++)
		buf_addf(&doc, "<%s%u/>", name, i);
	buf_adds(&doc, "</channel></rss>");
	struct feed *f = feed_of(buf_view(&doc).p);
	check_view(f->title, "T");
	check_view(f->bozo_reason, "more distinct names than the limit");
	feed_free(f);
	buf_free(&doc);
}

/* A tag that the strict reader would be long over is read by the other. */
static void crowded_tags_are_told(void **state)
{
	static const struct {
		const char *head, *bit;
		unsigned n;
		const char *why;
	} rows[] = {
	    {"<rss version='2.0'><channel><title>T</title><item ", "a~='' ", 2000,
		"a start tag longer than the limit"},
	    {"<rss version='2.0'><channel><title>T</title><item ", "a~='' ", 300,
		"more attributes than the limit"},
	    {"<rss version='2.0'><channel><title>T</title><item ", "xmlns:a~='u' ", 300,
		"more namespaces than the limit"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf doc = BUF_INIT(1 << 20);

		buf_adds(&doc, rows[i].head);
		for (unsigned k = 0; k < rows[i].n; k++) {
			size_t n = strcspn(rows[i].bit, "~");
			buf_add(&doc, rows[i].bit, n);
			buf_addf(&doc, "%u%s", k, rows[i].bit + n + 1);
		}
		buf_adds(&doc, "><title>A</title></item></channel></rss>");
		struct feed *f = feed_of(buf_view(&doc).p);
		check_view(f->title, "T");
		check_view(f->entries->title, "A");
		assert_true(f->bozo);
		check_view(f->bozo_reason, rows[i].why);
		feed_free(f);
		buf_free(&doc);
	}
}

/* Pushed in pieces, libxml2 sought a DOCTYPE's end from its beginning at each. */
#ifdef __SANITIZE_THREAD__ /* takes every memmem() for a reading of all that it may read */
#define LONG_DOCTYPE 100000
#else
#define LONG_DOCTYPE 8000000
#endif

static void a_long_doctype_costs_little(void **state)
{
	(void)state;
	struct buf doc = BUF_INIT(1 << 24);

	buf_adds(&doc, "<!DOCTYPE rss [");
	while (doc.n < LONG_DOCTYPE)
		buf_adds(&doc, "<?a '?>");
	buf_adds(&doc, "]><rss version='2.0'><channel><title>T</title><item>"
		       "<title>A</title></item></channel></rss>");
	struct feed *f = feed_of(buf_view(&doc).p);
	check_view(f->title, "T");
	check_view(f->entries->title, "A");
	assert_false(f->bozo);
	feed_free(f);
	buf_free(&doc);
}

/* libxml2 read these otherwise where a piece of the document ended in them. */
static void odd_prologs_are_read(void **state)
{
	static const struct {
		const char *prolog;
		bool bozo;
	} rows[] = {
	    {"<!DOCTYPE rss PUBLIC '-//A//B' \"http://a.example/x.dtd\">", false},
	    {"<!DOCTYPE rss SYSTEM 'a>b'>", false},
	    {"<!DOCTYPE rss PUBLIC '-//A//B' \"http://a.example/x>", true},
	    {"<!--> c -->", false},
	    {"<?a >?><!-- <!DOCTYPE '> -->", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf doc = BUF_INIT(1 << 16);

		buf_adds(&doc, rows[i].prolog);
		buf_adds(&doc, "<rss version='2.0'><channel><title>T</title><item>"
			       "<title>A</title></item></channel></rss>");
		struct feed *f = feed_of(buf_view(&doc).p);
		check_view(f->title, "T");
		check_view(f->entries->title, "A");
		assert_int_equal(f->bozo, rows[i].bozo);
		feed_free(f);
		buf_free(&doc);
	}
}

static void keeps_the_limits(void **state)
{
	(void)state;
	struct feed_limits limits = feed_limits_default;
	struct feed *f = NULL;
	const char *what;

	limits.entries = 2;
	limits.text = 5;
	limits.depth = 4;
	struct view doc =
	    VIEW_LIT("<rss version='2.0'><channel><item><title>123456789</title></item>"
		     "<item><title>1234\xC3\xA9<b>x</b></title></item><item/></channel></rss>");
	assert_int_equal(feed_parse(doc, VIEW_LIT(""), VIEW_LIT(""), &limits, &f, &what), CT_OK);
	assert_true(f->bozo);
	assert_int_equal(f->nentries, 2);
	check_view(f->entries->title, "12345");
	check_view(f->entries->next->title, "1234");
	feed_free(f);
	f = NULL;
	limits = feed_limits_default;
	limits.memory = 1000;
	assert_int_equal(
	    feed_parse(doc, VIEW_LIT(""), VIEW_LIT(""), &limits, &f, &what), CT_ELIMIT);
	assert_null(f);
}

/* Cut anywhere, whatever is read must be freed, and nothing read behind the end. */
/* A reason may quote the document. */
static void reasons_are_one_clean_line(void **state)
{
	(void)state;
	struct feed *f = feed_of("<rss xmlns:a='http://x/\x7F[\n\xC2\x9B'><channel/></rss>");

	assert_true(f->bozo);
	assert_true(f->bozo_reason.n > 0);
	for (size_t i = 0; i < f->bozo_reason.n; i++)
		assert_true((unsigned char)f->bozo_reason.p[i] >= ' ' &&
			    f->bozo_reason.p[i] != 0x7F &&
			    (unsigned char)f->bozo_reason.p[i] != 0xC2);
	feed_free(f);
}

/* libxml2 does where it takes a document for UTF-16. */
static void nothing_is_said_to_standard_error(void **state)
{
	(void)state;
	static const char starts[][5] = {"<\0\0\0", "<\0?\0", "<r\0\0", "<\0r\0"};
	FILE *said = tmpfile();
	int before = dup(2);

	assert_non_null(said);
	assert_true(before >= 0 && dup2(fileno(said), 2) == 2);
	for (size_t i = 0; i < COUNT(starts); i++) {
		char doc[400] = {0};
		struct feed *f = NULL;
		const char *what;

		memcpy(doc, starts[i], 4);
		memset(doc + 60, '\xD8', 200);
		memcpy(doc + 300, "<rss><channel/></rss>", 21);
		if (feed_parse((struct view){doc, sizeof(doc)}, VIEW_LIT(""), VIEW_LIT(""),
			&feed_limits_default, &f, &what) == CT_OK)
			feed_free(f);
	}
	assert_int_equal(dup2(before, 2), 2);
	close(before);
	assert_int_equal(fseek(said, 0, SEEK_END), 0);
	assert_int_equal(ftell(said), 0);
	fclose(said);
}

static void survives_every_cut(void **state)
{
	(void)state;
	static const char doc[] =
	    "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE rss [<!ENTITY a 'b'>]>"
	    "<rss version='2.0' xmlns:m='http://search.yahoo.com/mrss/'><channel>"
	    "<title>a &amp; b</title><item><title><![CDATA[x]]></title>"
	    "<m:content url=\"u\"/><author>a@b.cd (n)</author><!-- c --><?p i?>"
	    "<description>&lt;p&gt;q&lt;/p&gt;</description></item></channel></rss>";

	for (size_t n = 0; n < sizeof(doc); n++) {
		char *copy = malloc(n + 1);
		struct feed *f = NULL;
		const char *what = NULL;

		assert_non_null(copy);
		memcpy(copy, doc, n);
		enum ct_err err = feed_parse((struct view){copy, n}, VIEW_LIT(""), VIEW_LIT(""),
		    &feed_limits_default, &f, &what);
		assert_true(err == CT_OK || err == CT_ENOTFEED);
		feed_free(f);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_stray_ampersands),
	    cmocka_unit_test(knows_html_entities_without_a_dtd),
	    cmocka_unit_test(closes_what_was_left_open),
	    cmocka_unit_test(reads_up_to_the_cut),
	    cmocka_unit_test(skips_junk),
	    cmocka_unit_test(declares_nothing),
	    cmocka_unit_test(what_libxml2_stops_at_stays_readable),
	    cmocka_unit_test(burns_no_time),
	    cmocka_unit_test(burns_no_time_on_names),
	    cmocka_unit_test(long_names_want_no_memory),
	    cmocka_unit_test(crowded_tags_are_told),
	    cmocka_unit_test(a_long_doctype_costs_little),
	    cmocka_unit_test(odd_prologs_are_read),
	    cmocka_unit_test(keeps_the_limits),
	    cmocka_unit_test(reasons_are_one_clean_line),
	    cmocka_unit_test(nothing_is_said_to_standard_error),
	    cmocka_unit_test(survives_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

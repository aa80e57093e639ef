/* What a feed says, where the golden files leave it open: precedence, types, what is no feed. */
#include <stdio.h>

#include "feed_fixture.h"

/* The entry's field, of a feed with one entry that holds inner. */
#define CHECK_FIELD(inner, field, want)                     \
	do {                                                \
		struct feed *f_ = feed_of(RSS_ITEM(inner)); \
		assert_false(f_->bozo);                     \
		check_view(f_->entries->field, want);       \
		feed_free(f_);                              \
	} while (0)

static void the_first_title_wins(void **state)
{
	(void)state;
	CHECK_FIELD("<title>a</title><title>b</title>", title, "a");
	CHECK_FIELD("<title></title><title>b</title>", title, "b");
	CHECK_FIELD("<dc:title>a</dc:title><title>b</title>", title, "a");
	CHECK_FIELD("<media:title>m</media:title><title>t</title>", title, "t");
	CHECK_FIELD("<title>t</title><media:title>m</media:title>", title, "t");
	CHECK_FIELD("<media:content><media:title>m</media:title></media:content>", title, "m");
	CHECK_FIELD("<x><title>deep</title></x><title>flat</title>", title, "flat");
}

static void titles_are_plain(void **state)
{
	(void)state;
	CHECK_FIELD("<title>a &amp;amp; b</title>", title, "a & b");
	CHECK_FIELD("<title>a &amp; b</title>", title, "a & b");
	CHECK_FIELD("<title>&lt;b&gt;a&lt;/b&gt; c</title>", title, "a c");
	CHECK_FIELD("<title>the &lt;b&gt; tag</title>", title, "the <b> tag");
	CHECK_FIELD("<title><![CDATA[x &lt;y&gt; z]]></title>", title, "x <y> z");
	CHECK_FIELD("<title>\n a\n b </title>", title, "a b");
	CHECK_FIELD("<title>a <i>b</i> c</title>", title, "a b c");
}

static void links_and_guids(void **state)
{
	(void)state;
	CHECK_FIELD("<guid>http://x/1</guid>", link, "http://x/1");
	CHECK_FIELD("<guid isPermaLink='false'>http://x/1</guid>", link, "");
	CHECK_FIELD("<guid>1</guid>", link, "");
	CHECK_FIELD("<guid>1</guid>", id, "1");
	CHECK_FIELD("<guid>http://x/1</guid><link>http://x/2</link>", link, "http://x/2");
	CHECK_FIELD("<link>http://x/2</link><guid>http://x/1</guid>", link, "http://x/2");
	CHECK_FIELD(
	    "<link>http://x/2</link><atom:link rel='self' href='http://x/3'/>", link, "http://x/2");
	CHECK_FIELD("<atom:link rel='alternate' href='http://x/3'/>", link, "http://x/3");
	CHECK_FIELD("<link> http://x/?a=1&amp;b=2\n</link>", link, "http://x/?a=1&b=2");
	CHECK_FIELD("<link/><guid>http://x/1</guid>", link, "http://x/1");
}

static void summaries_and_contents(void **state)
{
	(void)state;
	CHECK_FIELD("<description>a</description><description>b</description>", summary, "a");
	CHECK_FIELD(
	    "<description>a</description><description>b</description>", content->value, "b");
	CHECK_FIELD("<description>a</description><itunes:summary>a</itunes:summary>", text, "a");
	CHECK_FIELD("<description>a</description><content:encoded>&lt;p&gt;long&lt;/p&gt;</"
		    "content:encoded>",
	    text, "long");
	CHECK_FIELD(
	    "<media:group><media:description>m</media:description></media:group>", summary, "m");
	CHECK_FIELD(
	    "<description>a</description><media:description>m</media:description>", summary, "a");
	CHECK_FIELD(
	    "<description><p xmlns='http://www.w3.org/1999/xhtml'>a<br/>1 &lt; 2</p></description>",
	    summary, "<p>a<br />1 &lt; 2</p>");
	/* The markup is longer than the text that it hides. */
	CHECK_FIELD(
	    "<description>All of the words.</description>"
	    "<content:encoded>&lt;img src='http://x/a-long-one.jpg'&gt;Few.</content:encoded>",
	    text, "All of the words.");
	CHECK_FIELD("<description>&#x93;a&#x94; \xC2\x92</description>", summary,
	    "\xE2\x80\x9C"
	    "a\xE2\x80\x9D \xE2\x80\x99");
}

static void dates(void **state)
{
	(void)state;
	struct feed *f =
	    feed_of(RSS_ITEM("<dc:date>2004-01-01</dc:date><pubDate>2003-01-01</pubDate>"
			     "<pubDate>rubbish</pubDate>"));

	assert_int_equal(f->entries->published, 1041379200);
	assert_int_equal(f->entries->updated, 1072915200);
	feed_free(f);
	f = feed_of(RSS_ITEM("<dc:date>2004-01-01</dc:date>"));
	assert_int_equal(f->entries->published, 1072915200);
	feed_free(f);
	f = feed_of(RSS_ITEM(""));
	assert_true(f->entries->published == CT_TIME_UNKNOWN);
	assert_true(f->entries->updated == CT_TIME_UNKNOWN);
	feed_free(f);
}

static void people(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
	    {"me@example.com (Me Myself)", "Me Myself", "me@example.com"},
	    {"Me Myself &lt;me@example.com&gt;", "Me Myself", "me@example.com"},
	    {"Me (mailto:me@example.com)", "Me", "me@example.com"},
	    {"me@example.com", "", "me@example.com"},
	    {"Me Myself", "Me Myself", ""},
	    {"Me @ home", "Me @ home", ""},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char doc[1024] = "<rss version='2.0'><channel><item><author>";

		strcat(doc, rows[i][0]);
		strcat(doc, "</author></item></channel></rss>");
		struct feed *f = feed_of(doc);
		check_view(f->entries->authors->name, rows[i][1]);
		check_view(f->entries->authors->email, rows[i][2]);
		assert_null(f->entries->authors->next);
		feed_free(f);
	}
}

static void namespaces_by_uri_not_prefix(void **state)
{
	(void)state;
	struct feed *f =
	    feed_of("<rss version='2.0' xmlns:q='http://purl.org/dc/elements/1.1/' "
		    "xmlns:dc='http://other.example/'><channel><item><q:creator>A</q:creator>"
		    "<x:title xmlns:x='http://other.example/'>no</x:title></item></channel></rss>");

	check_view(f->entries->authors->name, "A");
	check_view(f->entries->title, "");
	feed_free(f);
	/* An undeclared prefix means what it usually means, but is an error. */
	f = feed_of(
	    "<rss version='2.0'><channel><item><dc:creator>A</dc:creator></item></channel></rss>");
	assert_true(f->bozo);
	check_view(f->entries->authors->name, "A");
	feed_free(f);
}

static void check_format(const char *doc, enum feed_format format, const char *version)
{
	struct feed *f = feed_of(doc);

	assert_string_equal(feed_format_name(f->format), feed_format_name(format));
	check_view(f->version, version);
	feed_free(f);
}

static void formats(void **state)
{
	(void)state;
	check_format("<rss version='0.93'><channel/></rss>", FEED_RSS093, "0.93");
	check_format("<rss version='0.94'><channel/></rss>", FEED_RSS094, "0.94");
	check_format("<rss version='2.0.11'><channel/></rss>", FEED_RSS20, "2.0.11");
	check_format("<rss><channel/></rss>", FEED_RSS20, "");
	check_format("<RSS VERSION='0.92'><CHANNEL/></RSS>", FEED_RSS092, "0.92");
	check_format("<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel/></rss>",
	    FEED_RSS20, "2.0");
	check_format("<feed/>", FEED_ATOM10, "1.0");
	check_format("<feed version='0.3'/>", FEED_ATOM03, "0.3");
	check_format("<a:feed xmlns:a='http://purl.org/atom/ns#'/>", FEED_ATOM03, "0.3");
	check_format("<entry xmlns='http://www.w3.org/2005/Atom'><title>x</title></entry>",
	    FEED_ATOM10, "1.0");
	check_format(
	    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", FEED_RDF, "");
	check_format(
	    "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}", FEED_JSON10, "1");
}

static void check_other(const char *doc, const char *want)
{
	struct feed *f = NULL;
	const char *what = NULL;

	assert_int_equal(
	    feed_parse(view_of(doc), VIEW_LIT(""), VIEW_LIT(""), &feed_limits_default, &f, &what),
	    CT_ENOTFEED);
	assert_null(f);
	assert_string_equal(what, want);
}

static void says_what_is_no_feed(void **state)
{
	(void)state;
	check_other("", "empty");
	check_other(" \n\t", "empty");
	check_other("<!DOCTYPE html><html><head><title>x</title>", "an HTML page");
	check_other("<HTML><body>", "an HTML page");
	check_other(
	    "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'/>",
	    "an HTML page");
	check_other("<body>404 & gone<p>sorry", "an XML document of another kind");
	check_other("<?xml version='1.0'?><opml version='2.0'/>", "an OPML list of feeds");
	check_other("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "a sitemap");
	check_other("<catalog/>", "an XML document of another kind");
	check_other("<!-- nothing -->", "an XML document of another kind");
	check_other("Service unavailable", "plain text");
	check_other("{\"error\":404}", "JSON of another kind");
	check_other("[1, 2]", "JSON of another kind");
	check_other("{\"version\":", "broken JSON");
	check_other("%PDF-1.4", "a PDF file");
	check_other("\x1F\x8B\x08", "compressed data");
}

static void bases_and_languages(void **state)
{
	(void)state;
	const char *doc =
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/root/' xml:lang='en'>"
	    "<link href='x'/><entry xml:base='e/' xml:lang='de'><link href='y'/>"
	    "<content type='html'>&lt;a href='z'&gt;l&lt;/a&gt;</content></entry>"
	    "<entry><link href='y'/></entry></feed>";
	struct feed *f = NULL;
	const char *what;

	assert_int_equal(feed_parse(view_of(doc), VIEW_LIT("https://h/feed?x"), VIEW_LIT(""),
			     &feed_limits_default, &f, &what),
	    CT_OK);
	check_view(f->link, "https://h/root/x");
	check_view(f->entries->link, "https://h/root/e/y");
	check_view(f->entries->content->value, "<a href=\"https://h/root/e/z\">l</a>");
	check_view(f->entries->content->lang, "de");
	check_view(f->entries->next->link, "https://h/root/y");
	check_view(f->entries->next->language, "en");
	feed_free(f);
}

static void polling_hints(void **state)
{
	(void)state;
	struct feed *f =
	    feed_of("<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
		    "<channel><ttl> 90 </ttl><skipHours><hour>24</hour><hour>5</hour>"
		    "<hour>99</hour><hour>x</hour></skipHours><skipDays><day>monday</day>"
		    "<day>?</day></skipDays><sy:updatePeriod>weekly</sy:updatePeriod>"
		    "<sy:updateFrequency>0</sy:updateFrequency></channel></rss>");

	assert_int_equal(f->ttl, 90);
	assert_int_equal(f->skip_hours, 1u << 5 | 1u);
	assert_int_equal(f->skip_days, 1u << 1);
	assert_int_equal(f->update_period_seconds, 7 * 86400);
	feed_free(f);
	f = feed_of("<rss version='2.0'><channel><ttl>often</ttl></channel></rss>");
	assert_int_equal(f->ttl, -1);
	assert_int_equal(f->update_period_seconds, -1);
	feed_free(f);
}

/* What feeds of XML are forgiven JSON Feeds are, too. */
static void json_is_mended_and_clean(void **state)
{
	(void)state;
	struct feed *f = feed_of(
	    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Caf\xC3\x83\xC2\xA9\","
	    "\"items\":[{\"id\":\"1\",\"title\":\"\\u0001caf\xC3\x83\xC2\xA9\\u001b[0m\","
	    "\"content_html\":\"<p>it\xC2\x92s longer\x7F</p>\",\"summary\":\"\xC2\x93so\xC2\x94\","
	    "\"tags\":[\"a \\n b\",\"caf\xC3\x83\xC2\xA9\"],"
	    "\"authors\":[{\"name\":\"Ren\xC3\x83\xC2\xA9\\u0000\"}]}]}");
	const struct feed_entry *e = f->entries;

	check_view(f->title, "Caf\xC3\xA9");
	check_view(e->title, "caf\xC3\xA9[0m");
	check_view(e->text, "it\xE2\x80\x99s longer");
	check_view(e->summary, "\xE2\x80\x9Cso\xE2\x80\x9D");
	check_view(e->categories->term, "a b");
	check_view(e->categories->next->term, "caf\xC3\xA9");
	check_view(e->authors->name, "Ren\xC3\xA9");
	feed_free(f);
}

static void attributes_are_mended(void **state)
{
	(void)state;
	struct feed *f = feed_of("<feed xmlns='http://www.w3.org/2005/Atom'><entry><category "
				 "term=' caf\xC3\x83\xC2\xA9  au&#10;lait' label='it&#146;s'/>"
				 "</entry></feed>");

	check_view(f->entries->categories->term, "caf\xC3\xA9 au lait");
	check_view(f->entries->categories->label, "it\xE2\x80\x99s");
	feed_free(f);
}

/* Windows-1252, by whichever reader: 85 is no line end. */
static void ellipses_are_mended(void **state)
{
	(void)state;
	static const char *const docs[] = {RSS_ITEM("<title>wait\xC2\x85 and see&#133;</title>"),
	    RSS_ITEM("<title>wait\xC2\x85 and see&#133;</title><x> & </x>")};

	for (size_t i = 0; i < COUNT(docs); i++) {
		struct feed *f = feed_of(docs[i]);

		assert_int_equal(f->bozo, i == 1);
		check_view(f->entries->title, "wait\xE2\x80\xA6 and see\xE2\x80\xA6");
		feed_free(f);
	}
}

/* One escape too many is one too many in every format. */
static void urls_escaped_twice(void **state)
{
	(void)state;
	static const char *const docs[] = {RSS_ITEM("<link>http://a/?b&amp;amp;c</link>"
						    "<enclosure url='http://a/?d&amp;amp;e'/>"),
	    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='http://a/?b&amp;amp;c'/>"
	    "<link rel='enclosure' href='http://a/?d&amp;amp;e'/></entry></feed>",
	    "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"url\":\"http://a/"
	    "?b&amp;c\","
	    "\"attachments\":[{\"url\":\"http://a/?d&amp;e\"}]}]}"};

	for (size_t i = 0; i < COUNT(docs); i++) {
		struct feed *f = feed_of(docs[i]);

		check_view(f->entries->link, "http://a/?b&c");
		check_view(f->entries->enclosures->url, "http://a/?d&e");
		feed_free(f);
	}
}

static void what_rdf_is_about_is_its_page(void **state)
{
	(void)state;
	struct feed *f =
	    feed_of("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		    "xmlns='http://purl.org/rss/1.0/'><channel/><item "
		    "rdf:about='http://a/1'><title>T</title>"
		    "</item><item rdf:about='http://a/2'><link>http://a/3</link></item>"
		    "<item rdf:about='urn:4'/></rdf:RDF>");

	check_view(f->entries->link, "http://a/1");
	check_view(f->entries->next->link, "http://a/3");
	check_view(f->entries->next->next->link, "");
	feed_free(f);
}

static void urls_on_several_lines(void **state)
{
	(void)state;
	struct feed *f = feed_of(RSS_ITEM("<link>http://a/one\n\ttwo</link>"
					  "<enclosure url='http://a/&#9;x&#10;y'/>"));

	check_view(f->entries->link, "http://a/onetwo");
	check_view(f->entries->enclosures->url, "http://a/xy");
	feed_free(f);
	f = feed_of("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"url\":"
		    "\"http://a/\\u0000\\u001b[1m\\u007f\"}]}");
	check_view(f->entries->link, "http://a/[1m");
	feed_free(f);
}

/* Whatever is most of it, references or tags. */
static void the_longest_text_is_the_text(void **state)
{
	(void)state;
	static const char *const items[][2] = {
	    {"<description>&amp;amp;&amp;amp;&amp;amp;&amp;amp;&amp;amp;&amp;amp;</description>"
	     "<content:encoded>&lt;p&gt;Fourteen bytes&lt;/p&gt;</content:encoded>",
		"Fourteen bytes"},
	    {"<description>a short summary</description>"
	     "<content:encoded>&lt;p&gt;&lt;a href='x'&gt;&lt;b&gt;more&lt;/b&gt;&lt;/a&gt;"
	     "</content:encoded>",
		"a short summary"},
	    {"<description>as long</description><content:encoded>as well.</content:encoded>",
		"as well."},
	    {"<description>this one</description><content:encoded>that one</content:encoded>",
		"that one"},
	};

	for (size_t i = 0; i < COUNT(items); i++) {
		char doc[600];

		snprintf(doc, sizeof(doc), RSS_ITEM("%s"), items[i][0]);
		struct feed *f = feed_of(doc);
		check_view(f->entries->text, items[i][1]);
		feed_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_title_wins),
	    cmocka_unit_test(titles_are_plain),
	    cmocka_unit_test(links_and_guids),
	    cmocka_unit_test(summaries_and_contents),
	    cmocka_unit_test(dates),
	    cmocka_unit_test(people),
	    cmocka_unit_test(namespaces_by_uri_not_prefix),
	    cmocka_unit_test(formats),
	    cmocka_unit_test(says_what_is_no_feed),
	    cmocka_unit_test(bases_and_languages),
	    cmocka_unit_test(polling_hints),
	    cmocka_unit_test(json_is_mended_and_clean),
	    cmocka_unit_test(attributes_are_mended),
	    cmocka_unit_test(ellipses_are_mended),
	    cmocka_unit_test(urls_escaped_twice),
	    cmocka_unit_test(urls_on_several_lines),
	    cmocka_unit_test(what_rdf_is_about_is_its_page),
	    cmocka_unit_test(the_longest_text_is_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Twice the feed costs about twice as much, whatever it is made of. */
#include "cmocka_all.h"

#include "alternate.h"
#include "charset.h"
#include "date.h"
#include "doubling.h"
#include "entity.h"
#include "feed.h"
#include "html.h"
#include "mend.h"
#include "sniff.h"
#include "url.h"
#include "utf8.h"

/* --- what reads --- */

static void feed(struct view v)
{
	struct feed *f = NULL;
	const char *what = NULL;

	feed_parse(v, VIEW_LIT("http://example.org/a/b/feed.xml"), VIEW_LIT("text/xml"),
	    &feed_limits_default, &f, &what);
	feed_free(f);
}

/* With what is printed of it. */
static void printed(struct view v)
{
	struct feed *f = NULL;
	const char *what = NULL;
	struct buf b = BUF_INIT(64u << 20);

	assert_int_equal(feed_parse(v, VIEW_LIT("http://example.org/a"), (struct view){NULL, 0},
			     &feed_limits_default, &f, &what),
	    CT_OK);
	struct emit j = emit_to(&b);
	feed_json(f, &j);
	buf_free(&b);
	feed_free(f);
}

static void alternate(struct view v)
{
	struct buf b = BUF_INIT(1 << 20);

	alternate_find(v, VIEW_LIT("http://example.org/"), &b);
	buf_free(&b);
}

static void detect(struct view v)
{
	struct charset cs;
	struct buf b = BUF_INIT(64u << 20);

	charset_detect(v, (struct view){NULL, 0}, true, &cs);
	if (charset_is_utf8(&cs))
		charset_repair(&b, v);
	else
		charset_decode(&b, v, cs.name);
	buf_free(&b);
}

static void decode(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	charset_decode(&b, v, "GB18030");
	charset_decode(&b, v, "ISO-2022-JP");
	charset_decode(&b, v, "UTF-16LE");
	buf_free(&b);
}

static void to_text(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	html_to_text(&b, v);
	html_to_line(&b, v);
	buf_free(&b);
}

static void resolve(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	html_resolve(&b, v, VIEW_LIT("http://example.org/a/b/c?d"));
	buf_free(&b);
}

static void look(struct view v)
{
	html_looks_like(v);
	html_is_escaped_twice(v);
}

static void tidy(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	html_tidy_text(&b, v);
	html_tidy_line(&b, v);
	buf_free(&b);
}

static void entities(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	entity_decode(&b, v);
	buf_free(&b);
}

static void url(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	url_resolve(&b, VIEW_LIT("http://example.org/a/b/c?d"), v);
	url_resolve(&b, v, VIEW_LIT("../../x"));
	url_canonical(&b, v);
	url_host(v);
	buf_free(&b);
}

static void date(struct view v)
{
	date_parse(v);
}

/* Each line a date. */
static void dates(struct view v)
{
	for (size_t at = 0, n; at < v.n; at += n + 1) {
		n = view_chr(view_sub(v, at, v.n), '\n');
		date_parse(view_sub(v, at, n));
	}
}

static void sniffed(struct view v)
{
	sniff_binary(v);
	sniff(v);
}

static void mend(struct view v)
{
	struct buf b = BUF_INIT(64u << 20);

	mend_text(&b, v);
	buf_free(&b);
}

/* --- in which shapes --- */

#define RSS "<rss version='2.0'><channel><title>T</title>"
#define END_RSS "</channel></rss>"
#define ITEM RSS "<item><title>A</title>"
#define END_ITEM "</item>" END_RSS
#define ATOM "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
#define ENTRY ATOM "<entry><title>A</title>"
#define END_ENTRY "</entry></feed>"
#define JSON "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":["
#define PROSE "<p>Some <b>words</b> of a &eacute; story, &lt;and&gt; <a href='../x?~'>more</a>.</p>"

/* Formats. */
static void entries(void **state)
{
	static const struct doubling all[] = {
	    {"RSS, entries", feed, RSS,
		"<item><guid>~</guid><title>Story ~</title><link>/~</link><pubDate>Sat, 07 Sep "
		"2002 "
		"00:00:01 GMT</pubDate><description>&lt;p&gt;Some "
		"text.&lt;/p&gt;</description></item>",
		NULL, NULL, END_RSS, 0},
	    {"RSS, not well-formed", feed, RSS "<br>",
		"<item><guid>~</guid><title>Story ~</title><link>/~</link>"
		"<description>&lt;p&gt;Some text.&lt;/p&gt;</description></item>",
		NULL, NULL, END_RSS, 0},
	    {"RSS, items that do not end", feed, RSS, "<item><title>Story ~", NULL, NULL, "", 0},
	    {"RSS, the same id and link", feed, RSS,
		"<item><guid>1</guid><link>/1</link><title>A</title></item>", NULL, NULL, END_RSS,
		0},
	    {"Atom, entries", feed, ATOM,
		"<entry><id>~</id><title>Story ~</title><link "
		"href='/~'/><updated>2024-01-02T03:04:05Z"
		"</updated><content type='html'>&lt;p&gt;Some text.&lt;/p&gt;</content></entry>",
		NULL, NULL, "</feed>", 0},
	    {"Atom, XHTML", feed, ATOM,
		"<entry><id>~</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
		"<p>Some <b>text</b> &amp; more.</p></div></content></entry>",
		NULL, NULL, "</feed>", 0},
	    {"RDF, entries", feed,
		"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		"xmlns='http://purl.org/rss/1.0/'><channel><title>T</title></channel>",
		"<item rdf:about='/~'><title>Story ~</title></item>", NULL, NULL, "</rdf:RDF>", 0},
	    {"CDF, entries", feed, "<CHANNEL HREF='http://x/'><TITLE>T</TITLE>",
		"<ITEM HREF='/~'><TITLE>Story ~</TITLE><ABSTRACT>Some text.</ABSTRACT></ITEM>",
		NULL, NULL, "</CHANNEL>", 0},
	    {"JSON Feed, entries", feed, JSON "{\"id\":\"1\"}",
		",{\"id\":\"~\",\"url\":\"/~\",\"title\":\"Story ~\",\"content_html\":\"<p>Some "
		"text.</p>\"}",
		NULL, NULL, "]}", 0},
	    {"printed", printed, RSS,
		"<item><guid>~</guid><title>Story ~\x01 \"quoted\"</title><category>c~</category>"
		"<description>" PROSE "</description></item>",
		NULL, NULL, END_RSS, 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

/* What an XML document can be made of to wear out its reader. */
static void markup(void **state)
{
	static const struct doubling all[] = {
	    {"attributes", feed, RSS "<item ", "a~='' ", NULL, NULL, "/>" END_RSS, 0},
	    {"attributes behind a '>'", feed, RSS "<item b='>' ", "a~='' ", NULL, NULL,
		"/>" END_RSS, 0},
	    {"instructions in a DOCTYPE", feed, "<!DOCTYPE rss [", "<?a '?>", NULL, NULL,
		"]>" RSS END_RSS, 1u << 20},
	    {"attributes, no end", feed, RSS "<item ", "a~='' ", NULL, NULL, "", 0},
	    {"tags of many attributes", feed, RSS, "<item a~='' b='' c='' d='' e='' f=''/>", NULL,
		NULL, END_RSS, 0},
	    {"the same attribute", feed, RSS "<item ", "a='' ", NULL, NULL, "/>" END_RSS, 0},
	    {"attributes with prefixes", feed, "<rss xmlns:p='u'><channel><item ", "p:a~='' ", NULL,
		NULL, "/>" END_RSS, 0},
	    {"an attribute's value", feed, RSS "<item a='", "x &lt; &eacute; ", NULL, NULL,
		"'/>" END_RSS, 0},
	    {"an attribute's value, open", feed, RSS "<item a='", "x <b> &lt; ", NULL, NULL, "", 0},
	    {"namespaces", feed, "<rss ", "xmlns:n~='u' ", NULL, NULL, "><channel/></rss>", 0},
	    {"namespaces by URI", feed, "<rss ", "xmlns:n~='u~' ", NULL, NULL, "><channel/></rss>",
		0},
	    {"namespaces, nested", feed, RSS, "<a~ xmlns:n~='u~'>", NULL, NULL, "", 0},
	    {"undeclared prefixes", feed, RSS, "<n~:a/>", NULL, NULL, END_RSS, 0},
	    {"names of elements", feed, RSS, "<a~/>", NULL, NULL, END_RSS, 0},
	    /* Names slow libxml2's dictionary down, up to a bound.  Past it: */
	    {"names of elements, past the bound", feed, RSS, "<a~/>", NULL, NULL, END_RSS,
		320 << 10},
	    {"a name", feed, RSS "<", "a", NULL, NULL, "/>" END_RSS, 0},
	    {"nested", feed, RSS, "<a>", "x", "</a>", END_RSS, 0},
	    {"nested descriptions", feed, ITEM, "<description>", "x", "</description>", END_ITEM,
		0},
	    {"unclosed elements", feed, RSS, "<a>", NULL, NULL, "", 0},
	    {"closed and never opened", feed, RSS, "</a>", NULL, NULL, END_RSS, 0},
	    {"closed in the wrong order", feed, RSS, "<a><b></a></b>", NULL, NULL, END_RSS, 0},
	    {"opened, and another closed", feed, RSS, "<a></b>", NULL, NULL, END_RSS, 0},
	    {"<", feed, RSS, "<", NULL, NULL, "", 0},
	    {"< and a letter", feed, RSS, "<a", NULL, NULL, "", 0},
	    {"<!--", feed, RSS, "<!--", NULL, NULL, "", 0},
	    {"<!-- that does not end", feed, RSS "<br>", "<!-- x -", NULL, NULL, "", 0},
	    {"<![CDATA[", feed, RSS "<br>", "<![CDATA[", NULL, NULL, "", 0},
	    {"]]", feed, ITEM "<description><![CDATA[", "]]", NULL, NULL,
		"]]></description>" END_ITEM, 0},
	    {"CDATA sections", feed, ITEM "<description>", "<![CDATA[x]]>", NULL, NULL,
		"</description>" END_ITEM, 0},
	    {"<?", feed, RSS "<br>", "<?", NULL, NULL, "", 0},
	    {"processing instructions", feed, RSS, "<?a b?>", NULL, NULL, END_RSS, 0},
	    {"comments", feed, RSS, "<!-- c -->", NULL, NULL, END_RSS, 0},
	    {"a comment", feed, RSS "<!--", "- -", NULL, NULL, " -->" END_RSS, 0},
	    {"<!DOCTYPE, attribute lists", feed, "<!DOCTYPE rss [", "<!ATTLIST a~ b~ CDATA 'x'>",
		NULL, NULL, "]>" RSS END_RSS, 0},
	    {"<!DOCTYPE, entities", feed, "<!DOCTYPE rss [", "<!ENTITY e~ 'x'>", NULL, NULL,
		"]>" RSS END_RSS, 0},
	    {"<!DOCTYPE, open", feed, "<!DOCTYPE rss ", "[\"", NULL, NULL, "", 0},
	    {"<!DOCTYPEs", feed, "", "<!DOCTYPE a>", NULL, NULL, RSS END_RSS, 0},
	    {"&", feed, ITEM "<description>", "&", NULL, NULL, "</description>" END_ITEM, 0},
	    {"references", feed, ITEM "<description>", "&eacute;&#233;&lt;", NULL, NULL,
		"</description>" END_ITEM, 0},
	    {"unknown references", feed, ITEM "<description>", "&e~;", NULL, NULL,
		"</description>" END_ITEM, 0},
	    {"a long reference", feed, ITEM "<description>&", "e", NULL, NULL,
		";</description>" END_ITEM, 0},
	    {"before the prolog", feed, "", "\n<br/>Warning: x in y\n", NULL, NULL, RSS END_RSS, 0},
	    {"behind the end", feed, RSS END_RSS, "<p>x", NULL, NULL, "", 0},
	    {"bytes that are no UTF-8", feed, ITEM "<description>", "\xE9 ", NULL, NULL,
		"</description>" END_ITEM, 0},
	    {"control characters", feed, ITEM "<description>", "\x01", NULL, NULL,
		"</description>" END_ITEM, 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

/* What a feed and an entry can have many of, or much. */
static void fields(void **state)
{
	static const struct doubling all[] = {
	    {"a text", feed, ITEM "<description>", "some words ", NULL, NULL,
		"</description>" END_ITEM, 0},
	    {"a title", feed, RSS "<item><title>", "some &amp;amp; words ", NULL, NULL,
		"</title>" END_ITEM, 0},
	    {"HTML", feed, ITEM "<description><![CDATA[", PROSE, NULL, NULL,
		"]]></description>" END_ITEM, 0},
	    {"HTML, escaped twice", feed, ITEM "<description>",
		"&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;", NULL, NULL, "</description>" END_ITEM, 0},
	    {"XHTML", feed, ENTRY "<content type='xhtml'><div>", PROSE, NULL, NULL,
		"</div></content>" END_ENTRY, 0},
	    {"XHTML, nested", feed, ENTRY "<content type='xhtml'>", "<b>", "x", "</b>",
		"</content>" END_ENTRY, 0},
	    {"xml:base, nested", feed, ENTRY, "<a xml:base='b~/'>", "<link href='x'/>", "</a>",
		END_ENTRY, 0},
	    {"xml:lang, nested", feed, ENTRY, "<a xml:lang='l~'>", "<title>x</title>", "</a>",
		END_ENTRY, 0},
	    {"descriptions", feed, ITEM, "<description>x ~</description>", NULL, NULL, END_ITEM, 0},
	    {"titles", feed, ITEM, "<title>x ~</title>", NULL, NULL, END_ITEM, 0},
	    {"links", feed, ENTRY, "<link rel='alternate' href='/~'/>", NULL, NULL, END_ENTRY, 0},
	    {"links of the feed", feed, ATOM, "<link rel='hub' href='/~'/>", NULL, NULL, "</feed>",
		0},
	    {"relations of a link", feed, ENTRY "<link href='/' rel='", "r~ ", NULL, NULL,
		"'/>" END_ENTRY, 0},
	    {"contents", feed, ENTRY, "<content type='text'>x ~</content>", NULL, NULL, END_ENTRY,
		0},
	    {"authors", feed, ENTRY, "<author><name>N ~</name><uri>/~</uri></author>", NULL, NULL,
		END_ENTRY, 0},
	    {"authors, half", feed, ENTRY, "<author><name>N ~</author>", NULL, NULL, END_ENTRY, 0},
	    {"an author", feed, ITEM "<author>", "a@b (c) ", NULL, NULL, "</author>" END_ITEM, 0},
	    {"creators", feed, ITEM, "<dc:creator>N ~</dc:creator>", NULL, NULL, END_ITEM, 0},
	    {"categories", feed, ITEM, "<category domain='d'>c ~</category>", NULL, NULL, END_ITEM,
		0},
	    {"keywords", feed, ITEM "<itunes:keywords>", "k~, ", NULL, NULL,
		"</itunes:keywords>" END_ITEM, 0},
	    {"enclosures", feed, ITEM, "<enclosure url='/~' length='1' type='a/b'/>", NULL, NULL,
		END_ITEM, 0},
	    {"media", feed, ITEM "<media:group>",
		"<media:content url='/~'><media:title>t"
		"</media:title></media:content>",
		NULL, NULL, "</media:group>" END_ITEM, 0},
	    {"dates", feed, ITEM, "<pubDate>Sat, 7 Sep 2002 0:00:01 EST</pubDate>", NULL, NULL,
		END_ITEM, 0},
	    {"hours to skip", feed, RSS "<skipHours>", "<hour>3</hour>", NULL, NULL,
		"</skipHours>" END_RSS, 0},
	    {"an enclosing item", feed, RSS, "<item><title>x</title>", NULL, "</item>", END_RSS, 0},
	    {"sources", feed, ENTRY, "<source><title>x ~</title><id>~</id></source>", NULL, NULL,
		END_ENTRY, 0},
	    {"mended text", feed, ITEM "<description>", "Caf\xC3\x83\xC2\xA9 ", NULL, NULL,
		"</description>" END_ITEM, 0},
	    {"JSON, tags", feed, JSON "{\"id\":\"1\",\"tags\":[\"a\"", ",\"t~\"", NULL, NULL,
		"]}]}", 0},
	    {"JSON, keys", feed, JSON "{\"id\":\"1\"", ",\"k~\":~", NULL, NULL, "}]}", 0},
	    {"JSON, the same key", feed, JSON "{\"id\":\"1\"", ",\"k\":~", NULL, NULL, "}]}", 0},
	    {"JSON, nested", feed, JSON "{\"id\":", "[", "1", "]", "}]}", 0},
	    {"JSON, a text", feed, JSON "{\"id\":\"1\",\"content_text\":\"",
		"some \\u00e9 \\n words ", NULL, NULL, "\"}]}", 0},
	    {"JSON, a text that does not end", feed, JSON "{\"id\":\"1\",\"content_text\":\"",
		"words \\\"", NULL, NULL, "", 0},
	    {"JSON, a number", feed, JSON "{\"id\":", "1", NULL, NULL, "}]}", 0},
	    {"JSON, attachments", feed, JSON "{\"id\":\"1\",\"attachments\":[{}",
		",{\"url\":\"/~\",\"mime_type\":\"a/b\"}", NULL, NULL, "]}]}", 0},
	    {"JSON, authors", feed, JSON "{\"id\":\"1\",\"authors\":[{}",
		",{\"name\":\"n ~\",\"url\":\"/~\"}", NULL, NULL, "]}]}", 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

/* Texts by themselves. */
static void texts(void **state)
{
#define HTML(what, ...)                                   \
	{                                                 \
		"to text, " what, to_text, __VA_ARGS__, 0 \
	}
	static const struct doubling all[] = {
	    HTML("prose", "", PROSE, NULL, NULL, ""),
	    HTML("<", "", "<", NULL, NULL, ""),
	    HTML("<a", "", "<a ", NULL, NULL, ""),
	    HTML("</", "", "</", NULL, NULL, ""),
	    HTML("<!--", "", "<!--", NULL, NULL, ""),
	    HTML("<!--, closed late", "", "<!-- ", NULL, NULL, "-->"),
	    HTML("<!", "", "<!", NULL, NULL, ""),
	    HTML("<?", "", "<?", NULL, NULL, ""),
	    HTML("<![CDATA[", "", "<![CDATA[", NULL, NULL, ""),
	    HTML("<script", "", "<script>", NULL, NULL, ""),
	    HTML("<script and </script", "", "<script></script", NULL, NULL, ""),
	    HTML("<style and </s", "<style>", "</s", NULL, NULL, ""),
	    HTML("<textarea", "", "<textarea><title>", NULL, NULL, ""),
	    HTML("<pre", "", "<pre>  \n", NULL, "</pre>", ""),
	    HTML("attributes", "<p ", "a~=b ", NULL, NULL, ">"),
	    HTML("quotes", "<p ", "a=\"", NULL, NULL, ""),
	    HTML("a quote that does not end", "", "<p a='", NULL, NULL, ""),
	    HTML("blanks", "", " \n\t", NULL, NULL, "x"),
	    HTML("breaks", "", "<br>", NULL, NULL, "x"),
	    HTML("nested", "", "<div><ul><li>", "x", "</li></ul></div>", ""),
	    HTML("table", "<table>", "<tr><td>a<td>b", NULL, NULL, ""),
	    HTML("&", "", "&", NULL, NULL, ""),
	    HTML("&#", "", "&#", NULL, NULL, ""),
	    HTML("&#x00", "&#x", "0", NULL, NULL, ";"),
	    HTML("references without ;", "", "&notit &amp", NULL, NULL, ""),
	    {"links", resolve, "", PROSE, NULL, NULL, "", 0},
	    {"a srcset", resolve, "<img srcset='", "a~ 1x, ", NULL, NULL, "'>", 0},
	    {"a srcset of commas", resolve, "<img srcset='", ",", NULL, NULL, "'>", 0},
	    {"links that do not end", resolve, "", "<a href='x", NULL, NULL, "", 0},
	    {"a link up and up", resolve, "<a href='", "../", NULL, NULL, "x'>", 0},
	    {"looks like HTML", look, "", "a <b &lt;p&gt; ", NULL, NULL, "", 0},
	    {"looks like HTML, <", look, "", "<", NULL, NULL, "", 0},
	    {"looks like HTML, &lt;", look, "", "&lt;p", NULL, NULL, "", 0},
	    {"tidied", tidy, "", "a \r\n \n\n b ", NULL, NULL, "", 0},
	    {"tidied, blanks", tidy, "", " ", NULL, NULL, "", 0},
	    {"tidied, lines", tidy, "", "\n", NULL, NULL, "", 0},
	    {"references", entities, "", "&eacute;&#233;&#xe9;&amp", NULL, NULL, "", 0},
	    {"references, &", entities, "", "&", NULL, NULL, "", 0},
	    {"references, &a", entities, "", "&a", NULL, NULL, "", 0},
	    {"references, a long one", entities, "&", "a", NULL, NULL, ";", 0},
	    {"mended, Latin-1", mend, "", "Caf\xC3\xA9 ", NULL, NULL, "", 0},
	    {"mended, twice encoded", mend, "", "Caf\xC3\x83\xC2\xA9 ", NULL, NULL, "", 0},
	    {"mended, C1", mend, "", "\xC2\x93x\xC2\x94", NULL, NULL, "", 0},
	    {"mended, beginnings", mend, "", "\xC3\x83", NULL, NULL, "", 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

/* What is asked before anything is read, and what stands in fields. */
static void others(void **state)
{
	static const struct doubling all[] = {
	    {"a page that names a feed", alternate, "<html><head>",
		"<link rel=stylesheet href='/~'>", NULL, NULL, "", 0},
	    {"a page, <link", alternate, "", "<link ", NULL, NULL, "", 0},
	    {"a page, <base", alternate, "", "<base href='/~/'>", NULL, NULL, "", 0},
	    {"a page, relations", alternate, "<link rel='", "alternat ", NULL, NULL, "'>", 0},
	    {"charset, ASCII", detect, "", "some words ", NULL, NULL, "", 0},
	    {"charset, UTF-8", detect, "", "\xD0\x96\xE4\xB8\xAD", NULL, NULL, "", 0},
	    {"charset, not UTF-8", detect, "", "caf\xE9 ", NULL, NULL, "", 0},
	    {"charset, Cyrillic", detect, "<?xml version='1.0' encoding='windows-1251'?>",
		"\xEF\xF0\xE8 ", NULL, NULL, "", 0},
	    {"charset, GB18030", detect, "<?xml version='1.0' encoding='gb18030'?>",
		"\xD6\xD0\x81\x30", NULL, NULL, "", 0},
	    {"charset, UTF-16", detect, "\xFF\xFE<", "\x3C\x10\xD8\xDC", NULL, NULL, "", 0},
	    {"charset, <meta", detect, "<html>", "<meta ", NULL, NULL, "", 0},
	    {"charset, encoding=", detect, "<?xml ", "encoding=", NULL, NULL, "", 0},
	    {"bytes that mean nothing", decode, "", "\xFF\x80\x1B$", NULL, NULL, "", 0},
	    {"a date, digits", date, "", "1", NULL, NULL, "", 0},
	    {"a date, words", date, "", "sep ", NULL, NULL, "", 0},
	    {"a date, full-width", date, "", "\xEF\xBC\x91\xE5\xB9\xB4", NULL, NULL, "", 0},
	    {"dates", dates, "",
		"Sat, 07 Sep 2002 00:00:01 GMT\n2003-12-31T10:14:55Z\n5 ao\xC3\xBBt 2024 14:30\n",
		NULL, NULL, "", 0},
	    {"sniffed, blanks", sniffed, "", " \n", NULL, NULL, "<rss>", 0},
	    {"sniffed, words", sniffed, "", "Warning: x\n", NULL, NULL, "<rss>", 0},
	    {"sniffed, comments", sniffed, "", "<!-- x -->", NULL, NULL, "<rss>", 0},
	    {"sniffed, <!--", sniffed, "", "<!--", NULL, NULL, "", 0},
	    {"sniffed, <?", sniffed, "", "<?a?>", NULL, NULL, "", 0},
	    {"sniffed, <", sniffed, "", "<", NULL, NULL, "", 0},
	    {"sniffed, elements", sniffed, "", "<br>", NULL, NULL, "<rss>", 0},
	    {"a URL", url, "http://a.example/", "b/c%20d?e=f&", NULL, NULL, "", 0},
	    {"a URL, ../", url, "http://a.example/", "../", NULL, NULL, "", 0},
	    {"a URL, b/../", url, "http://a.example/", "b/../", NULL, NULL, "", 0},
	    {"a URL, down and up", url, "http://a.example/", "b/", NULL, "../", "", 0},
	    {"a URL, ./", url, "http://a.example/", "./", NULL, NULL, "", 0},
	    {"a URL, parameters", url, "http://a.example/?", "utm_a~=b&c~=d&", NULL, NULL, "", 0},
	    {"a URL, &", url, "http://a.example/?", "&", NULL, NULL, "", 0},
	    {"a URL, %", url, "http://a.example/", "%41%zz", NULL, NULL, "", 0},
	    {"a URL, @", url, "http://", "a@", NULL, NULL, "x/", 0},
	    {"a URL, a host", url, "http://", "WWW.", NULL, NULL, "x/", 0},
	    {"a URL, line ends", url, "http://a.example/", "\n\t ", NULL, NULL, "x", 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(entries),
	    cmocka_unit_test(markup),
	    cmocka_unit_test(fields),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

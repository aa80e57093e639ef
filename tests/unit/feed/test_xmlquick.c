/* The quick reader takes plain XML, makes of it what libxml2 does, and refuses the rest. */
#include "emit.h"
#include "feed_fixture.h"
#include "xmlstrict.h"
#include "xmlquick.h"

static bool strict(struct reader *r, struct view doc)
{
	char reason[XMLSTRICT_REASON];

	return xmlstrict_read(r, doc, reason);
}

/* What read makes of the document, as JSON; empty where it refuses. */
static struct buf made_of(struct view doc, bool (*read)(struct reader *, struct view))
{
	struct buf out = BUF_INIT((size_t)1 << 24);
	struct emit e = emit_to(&out);
	struct reader *r = reader_new(VIEW_LIT("http://a.example/b"), &feed_limits_default, 4096);

	assert_non_null(r);
	if (read(r, doc)) {
		assert_int_equal(r->err, CT_OK);
		reader_finish(r);
		feed_json(r->feed, &e);
	}
	reader_free(r);
	return out;
}

static void check(const char *doc, bool taken)
{
	struct buf ours = made_of(view_of(doc), xmlquick_read),
		   theirs = made_of(view_of(doc), strict);

	if ((ours.n > 0) != taken)
		fail_msg("%s: %s", taken ? "refused" : "taken", doc);
	if (taken && !view_eq(buf_view(&ours), buf_view(&theirs)))
		fail_msg("%s\n  ours    %s\n  libxml2 %s", doc, ours.p,
		    theirs.n > 0 ? theirs.p : "refuses it");
	buf_free(&ours);
	buf_free(&theirs);
}

#define ITEM(inner) "<rss version='2.0'><channel><item>" inner "</item></channel></rss>"
#define TITLE(inner) ITEM("<title>" inner "</title>")
#define LINK(href) \
	"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href=" href "/></entry></feed>"

static void takes_what_is_plain(void **state)
{
	(void)state;
	static const char *const docs[] = {
	    "<?xml version='1.0' encoding='x-y' standalone='no'?>\r\n<rss/>\n<!-- - -->",
	    "<?xml-stylesheet href='x' ?><?p?><rss ><channel/></rss >",
	    TITLE("a &lt;&gt;&amp;&quot;&apos; &#8217;&#x2019; &eacute;&nbsp;&AMP; z"),
	    TITLE("one\r\ntwo\rthree ]] ]> ]"),
	    TITLE("0123456789abcdef&amp;0123456789abcdef]0123456789abcdef\r0123456789"),
	    TITLE("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xEF\xBF\xBD \xC2\x96 \x7F &#150;"),
	    TITLE("<![CDATA[a & <b>]]]]><![CDATA[>\r\n]]><!-- x --> tail"), TITLE("<![CDATA[]]>"),
	    ITEM("<description>&lt;p&gt;x<b>bold</b>&lt;/p&gt;</description><other>&eacute;</"
		 "other>"),
	    LINK("'http://x/?a=1&amp;b=&quot;2&quot;&#38;c&#150;&eacute;\r\n\t x'"),
	    LINK("\"&amp;lt; 'q'\" title = 'x'\n\trel='alternate' "),
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en' xml:base='http://x.example/'>"
	    "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><a href='y'"
	    " xml:lang='de'>A &lt; <br/>B</a></div></content><id>1</id></entry></feed>",
	    "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:u='urn:x:y'><a:entry u:a='1' "
	    "a='2'>"
	    "<a:title u:type='html'>T</a:title><title xmlns=''>U</title></a:entry></a:feed>",
	    "<html><p>stops here", "<rss xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#'/>"};

	for (size_t i = 0; i < COUNT(docs); i++)
		check(docs[i], true);
}

static void refuses_what_is_not(void **state)
{
	(void)state;
	static const char *const docs[] = {"", "<rss", "<rss/", "<rss>", "<rss></rss", "</rss>",
	    "<rss></Rss>", "<rss></rss2>", "<rss/><rss/>", "<rss/>x", "x<rss/>", "<rss/>&amp;",
	    "<rss/><![CDATA[x]]>", "<rss><a></rss></a>", "<rss><?xml version='1.0'?></rss>",
	    " <?xml version='1.0'?><rss/>", "<?xml?><rss/>", "<?xml version='1.1'?><rss/>",
	    "<?xml version='1.0' encoding=''?><rss/>", "<?xml version='1.0'standalone='no'?><rss/>",
	    "<?xml version='1.0' standalone='maybe'?><rss/>", "<?a:b?><rss/>", "<?p!?><rss/>",
	    "<?p ?<rss/>", "<!-- a -- b --><rss/>", "<!-- a --->a<rss/>", "<!-- <rss/>",
	    "<!DOCTYPE rss><rss/>", "<!ELEMENT a><rss/>", TITLE("a & b"), TITLE("&foo;"),
	    TITLE("&lt"), TITLE("&#0;"), TITLE("&#x110000;"), TITLE("&#99999999999;"),
	    TITLE("&#xD800;"), TITLE("&#xFFFE;"), TITLE("&#;"), TITLE("&#x;"), TITLE("&;"),
	    TITLE("]]>"), TITLE("\x01"),
	    TITLE("a long one with a control character \x0B in the middle of it"), TITLE("\xC3"),
	    TITLE("\xE9t\xE9"), TITLE("\xC0\x80"), TITLE("\xED\xA0\x80"), TITLE("\xEF\xBF\xBE"),
	    TITLE("<![CDATA[ x"), TITLE("<![CDATA[x]]"), TITLE("< b"), LINK("'<'"),
	    LINK("'a'b='c'"), LINK("a"), LINK("'a' href='b'"), LINK("'a' title"),
	    LINK("'a' title='&foo;'"), LINK("'a' title='&AMP;'"), LINK("'a' x:y='1'"),
	    LINK("'a' xml='&'"), "<a:rss/>", "<:rss/>", "<rss:/>", "<a:b:c xmlns:a='urn:a'/>",
	    "<r\xC3\xA9/>", "<1/>", "<rss a\xC3\xA9='1'/>", "<rss xmlns:a=''/>",
	    "<rss xmlns:xml='urn:a'/>", "<rss xmlns:xmlns='urn:a'/>",
	    "<rss xmlns:a='no uri at all'/>", "<rss xmlns:a='http://www.w3.org/2000/xmlns/'/>",
	    "<rss xmlns:a='urn:a' xmlns:a='urn:b'/>",
	    "<rss xmlns:a='urn:a' xmlns:b='urn:a'><item a:x='1' b:x='2'/></rss>",
	    "<rss><b xmlns:a='urn:a'/><a:c/></rss>"};

	for (size_t i = 0; i < COUNT(docs); i++)
		check(docs[i], false);
}

/* Every byte of a document replaced by each of some others, and left out: either
 * refused, or the same as libxml2. */
static void agrees_on_every_slip(void **state)
{
	(void)state;
	static const char doc[] =
	    "<?xml version='1.0'?><!-- c --><rss version='2.0' xmlns:m='urn:m'><channel>"
	    "<title>a &amp; b</title><item><title><![CDATA[x]]></title><m:c url=\"u&amp;v\"/>"
	    "<guid>&#49;</guid></item></channel></rss>";
	static const char slips[] = "<>&;'\"=/!?-:]x \r\x01\x80";
	size_t taken = 0;

	for (size_t i = 0; i + 1 < sizeof(doc); i++)
		for (size_t j = 0; j < sizeof(slips); j++) {
			struct buf d = BUF_INIT(1024);
			buf_add(&d, doc, i);
			if (j > 0)
				buf_addc(&d, slips[j - 1]);
			buf_adds(&d, doc + i + 1);
			struct buf ours = made_of(buf_view(&d), xmlquick_read);
			taken += ours.n > 0;
			if (ours.n > 0)
				check(d.p, true);
			buf_free(&ours);
			buf_free(&d);
		}
	assert_in_range(taken, 300, 800);
}

/* doc with n letters in the place of each '*' in it. */
static struct buf with(const char *doc, size_t n)
{
	struct buf d = BUF_INIT((size_t)1 << 26);

	for (; *doc != '\0'; doc++) {
		size_t letters = *doc == '*' ? n : 1;
		char *p = buf_room(&d, letters);

		assert_non_null(p);
		memset(p, *doc == '*' ? 'n' : *doc, letters);
		buf_filled(&d, letters);
	}
	return d;
}

/* Either takes the document with so many letters, and neither one with so many. */
static void agree_on(const char *doc, size_t taken, size_t refused)
{
	struct buf d = with(doc, taken), over = with(doc, refused),
		   theirs = made_of(buf_view(&over), strict);

	check(d.p, true);
	check(over.p, false);
	assert_int_equal(theirs.n, 0);
	buf_free(&d);
	buf_free(&over);
	buf_free(&theirs);
}

/* libxml2 ends at a name of more than 50,000 bytes, and at ten million without markup
 * that are neither text nor comment. */
static void agrees_on_what_is_long(void **state)
{
	(void)state;
	static const char *const names[] = {ITEM("<*>x</*>"), ITEM("<m:* xmlns:m='urn:m'>x</m:*>"),
	    ITEM("<*:b xmlns:*='urn:m'/>"), ITEM("<title *='1'>x</title>"),
	    ITEM("<title m:*='1' xmlns:m='urn:m'>x</title>"), "<?* x?><rss/>"};
	static const char *const lumps[] = {"<rss><?p *?></rss>", "<rss><![CDATA[*]]></rss>"};

	for (size_t i = 0; i < COUNT(names); i++)
		agree_on(names[i], 50000, 50001);
	for (size_t i = 0; i < COUNT(lumps); i++)
		agree_on(lumps[i], 9800000, 10040000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_is_plain),
	    cmocka_unit_test(refuses_what_is_not),
	    cmocka_unit_test(agrees_on_every_slip),
	    cmocka_unit_test(agrees_on_what_is_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cmocka_all.h"
#include "html.h"

typedef void convert(struct buf *, struct view);

static void check(convert *f, const char *html, const char *want)
{
	struct buf b = BUF_INIT(1 << 20);

	f(&b, view_of(html));
	assert_int_equal(b.err, CT_OK);
	assert_string_equal(b.p != NULL ? b.p : "", want);
	buf_free(&b);
}

static void parts_paragraphs(void **state)
{
	(void)state;
	check(html_to_text, "<p>One</p><p>Two</p>", "One\n\nTwo");
	check(html_to_text, "One<p>Two<p>Three", "One\n\nTwo\n\nThree");
	check(html_to_text, "One<br>two<br/>three", "One\ntwo\nthree");
	check(html_to_text, "One<br><br>two", "One\n\ntwo");
	check(html_to_text, "<h1>H</h1>text<ul><li>a</li><li>b</li></ul>end",
	    "H\n\ntext\n\na\nb\n\nend");
	check(html_to_text, "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
	    "a b\nc");
	check(html_to_text, "<div><div><p>x</p></div></div>", "x");
	check(html_to_text, "<pre>a\n  b\n\nc</pre>", "a\nb\n\nc");
}

static void collapses_white_space(void **state)
{
	(void)state;
	check(html_to_text, "  a \n\t b  ", "a b");
	check(html_to_text, "a&nbsp;b&#160;\xC2\xA0 c", "a b c");
	check(html_to_text, "a long enough run of words  with  two blanks and a tab\there",
	    "a long enough run of words with two blanks and a tab here");
	check(html_to_text, "<b>bold</b><i>italic</i> <u>u</u>", "bolditalic u");
	check(html_to_text, "", "");
	check(html_to_text, " <p> </p> ", "");
	check(html_to_text, "exactly8 chars89 ", "exactly8 chars89");
	check(html_to_text, "1234567 \n1234567  x", "1234567 1234567 x");
}

static void decodes_references(void **state)
{
	(void)state;
	check(html_to_text, "&amp;&lt;&gt;&quot;&eacute;&#233;&#xE9;&#8217;",
	    "&<>\"\xC3\xA9\xC3\xA9\xC3\xA9\xE2\x80\x99");
	check(html_to_text, "&#146;&#x80;", "\xE2\x80\x99\xE2\x82\xAC");
	check(html_to_text, "AT&T &foo; &; & &#; &#x; a&b", "AT&T &foo; &; & &#; &#x; a&b");
	check(html_to_text, "caf&eacute au lait &copy 2020", "caf\xC3\xA9 au lait \xC2\xA9 2020");
	check(html_to_text, "?a=1&copy=2", "?a=1&copy=2");
	check(html_to_text, "&#0;&#xD800;&#x110000;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	check(html_to_text, "&amp;lt;", "&lt;");
}

static void drops_what_is_no_text(void **state)
{
	(void)state;
	check(html_to_text, "a<script>if (1 < 2) x('</p>')</script>b", "ab");
	check(html_to_text, "a<STYLE>p {}</style >b<!-- c > -->d", "abd");
	check(html_to_text, "<head><title>T</title><meta x></head><body>b", "b");
	check(html_to_text, "a<svg><g><text>x</text></g><svg></svg>y</svg>b", "ab");
	check(html_to_text, "a<script/>b", "ab");
	check(html_to_text, "a<script>never closed", "a");
	check(html_to_text, "a<!doctype html><?php echo ?>b", "ab");
	check(html_to_text, "<img alt='x > y' src=a>b", "b");
	check(html_to_text, "<a href=\"unclosed>text", "text");
}

static void drops_control_characters(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"a\x01"
	     "b\x1B[31mc\x7F"
	     "d",
		"ab[31mcd"},
	    {"a long enough run of words, \x08 a DEL \x7F and a bell \x07.",
		"a long enough run of words, a DEL and a bell ."},
	    {"next\xC2\x85line, \xC2\x9B"
	     "31m",
		"next line, 31m"},
	    {"\x1F", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		check(html_to_text, cases[i].text, cases[i].want);
		check(html_tidy_line, cases[i].text, cases[i].want);
	}
	check(html_to_text, "a&#127;b&#x81;c&#13;d", "abc d");
}

static void keeps_what_is_no_tag(void **state)
{
	(void)state;
	check(html_to_text, "1 < 2 and 3 <4 > 5", "1 < 2 and 3 <4 > 5");
	check(html_to_text, "I <3 you < me", "I <3 you < me");
	check(html_to_text, "if a <bx then <c", "if a <bx then <c");
	check(html_to_text, "<", "<");
	check(html_to_text, "</", "</");
}

static void makes_one_line(void **state)
{
	(void)state;
	check(html_to_line, "<p>One</p><p>Two<br>three</p>", "One Two three");
	check(html_tidy_text, "a  b\r\nc &amp; <d>\n\n\n\ne", "a b\nc &amp; <d>\n\ne");
}

static void check_resolve(const char *html, const char *want)
{
	struct buf b = BUF_INIT(1 << 16);

	bool changed = html_resolve(&b, view_of(html), view_of("http://a/b/c"));
	assert_int_equal(b.err, CT_OK);
	assert_int_equal(changed, strcmp(html, want) != 0);
	assert_string_equal(changed ? b.p : html, want);
	buf_free(&b);
}

static void resolves_links(void **state)
{
	(void)state;
	check_resolve("<a href=\"d\">x</a>", "<a href=\"http://a/b/d\">x</a>");
	check_resolve("<a class=q href='/d?x=1&amp;y' id=z>",
	    "<a class=q href=\"http://a/d?x=1&amp;y\" id=z>");
	check_resolve("<img src=d.png>", "<img src=\"http://a/b/d.png\">");
	check_resolve("<IMG SRC=//h/d />", "<IMG SRC=\"http://h/d\" />");
	check_resolve("<img srcset=\"a 1x, http://h/b 2x\">",
	    "<img srcset=\"http://a/b/a 1x, http://h/b 2x\">");
	check_resolve("<a href=\"http://x/\">", "<a href=\"http://x/\">");
	check_resolve(
	    "<a href=\"javascript:x\" title=\"d\">", "<a href=\"javascript:x\" title=\"d\">");
	check_resolve("<script>'<a href=\"d\">'</script>", "<script>'<a href=\"d\">'</script>");
	check_resolve("no tags, a < b", "no tags, a < b");
	check_resolve("", "");
	check_resolve("<a href='x\"y'>", "<a href=\"http://a/b/x&quot;y\">");
}

static void tells_html_from_text(void **state)
{
	(void)state;
	assert_true(html_looks_like(view_of("<b>x</b>")));
	assert_true(html_looks_like(view_of("a &amp; b")));
	assert_false(html_looks_like(view_of("a & b")));
	assert_false(html_looks_like(view_of("use <b> for bold")));
	assert_false(html_looks_like(view_of("<foo>x</foo>")));
	assert_false(html_looks_like(view_of("&foo; <b>x</b>")));
	assert_false(html_looks_like(view_of("plain")));
	assert_true(html_is_escaped_twice(view_of("&lt;p&gt;x&lt;/p&gt;")));
	assert_true(html_is_escaped_twice(view_of("x&lt;br /&gt;y")));
	assert_false(html_is_escaped_twice(view_of("<p>&lt;p&gt;x&lt;/p&gt;</p>")));
	assert_false(html_is_escaped_twice(view_of("1 &lt; 2 &lt;b")));
	assert_false(html_is_escaped_twice(view_of("&lt;foo&gt;&lt;/foo&gt;")));
}

/* A million of each must take no time at all. */
static void stays_linear(void **state)
{
	(void)state;
	static const char *const bits[] = {"<", "<a ", "<a x=\"' ", "<!--", "<svg>", "<script>",
	    "&", "&#", "<p>", "</p>", "&lt;p", "<a href=x ", "<a href='", "<pre>\n"};

	for (size_t i = 0; i < COUNT(bits); i++) {
		struct buf in = BUF_INIT(1 << 24), out = BUF_INIT(1 << 22);

		for (size_t n = 0; n < 300000; n++)
			buf_adds(&in, bits[i]);
		html_to_text(&out, buf_view(&in));
		buf_clear(&out);
		html_resolve(&out, buf_view(&in), view_of("http://a/"));
		html_looks_like(buf_view(&in));
		html_is_escaped_twice(buf_view(&in));
		buf_free(&in);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parts_paragraphs),
	    cmocka_unit_test(collapses_white_space),
	    cmocka_unit_test(decodes_references),
	    cmocka_unit_test(drops_what_is_no_text),
	    cmocka_unit_test(drops_control_characters),
	    cmocka_unit_test(keeps_what_is_no_tag),
	    cmocka_unit_test(makes_one_line),
	    cmocka_unit_test(resolves_links),
	    cmocka_unit_test(tells_html_from_text),
	    cmocka_unit_test(stays_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

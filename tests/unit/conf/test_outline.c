#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "outline.h"

static char why[256];
static uint32_t line;

static enum ct_err note(void *ctx, const struct outline_feed *f)
{
	struct buf *b = ctx;
	buf_addf(b, "%u|%.*s|%.*s|", f->line, (int)f->title.n, f->title.n ? f->title.p : "",
	    (int)f->url.n, f->url.n ? f->url.p : "");
	buf_addv(b, f->tags);
	buf_addc(b, '$');
	return CT_OK;
}

static void gives(struct view opml, const char *want)
{
	struct buf b = BUF_INIT(65536);
	why[0] = '\0';
	enum ct_err err = outline_read(opml, note, &b, why, &line);
	if (err != CT_OK)
		fail_msg("%u: %s", line, why);
	assert_string_equal(b.p != NULL ? b.p : "", want);
	buf_free(&b);
}

static void refuses(struct view opml, uint32_t at, const char *said)
{
	struct buf b = BUF_INIT(65536);
	line = 9999;
	assert_int_equal(outline_read(opml, note, &b, why, &line), CT_EINVAL);
	if (strstr(why, said) == NULL)
		fail_msg("%s is not %s", why, said);
	assert_int_equal(line, at);
	buf_free(&b);
}

static void folders_become_tags(void **state)
{
	(void)state;
	gives(VIEW_LIT("<opml><body><outline text='A'>\n<outline text='B'>\n"
		       "<outline title='T' text='x' xmlUrl=' http://t/ '/></outline>\n"
		       "<outline text='u' xmlURL='http://u/'/></outline>"
		       "<outline text='v' xmlUrl='http://v/' category='c,/d, c'/></body></opml>"),
	    "3|T|http://t/|A\nB$4|u|http://u/|A$4|v|http://v/|c\nd$");
	gives(VIEW_LIT("<OPML/>"), "");
	gives(VIEW_LIT("<opml><body><outline text='A'><outline text='A'>"
		       "<outline xmlUrl='http://t/'/></outline></outline></body></opml>"),
	    "1||http://t/|A$");
}

static void names_are_one_plain_line(void **state)
{
	(void)state;
	gives(VIEW_LIT("<opml><outline text='&#10; a &#9;&#x9b; b &amp; c&#xa0;' "
		       "xmlUrl='feed:https://h/'/></opml>"),
	    "1|a b & c|https://h/|$");
	gives(VIEW_LIT("<opml><outline text='&amp;amp; &amp;#38; &#38;lt;' "
		       "xmlUrl='http://h/?a=b&amp;c=d&#38;e'/></opml>"),
	    "1|&amp; &#38; &lt;|http://h/?a=b&c=d&e|$");
	gives(VIEW_LIT("<?xml version='1.0' encoding='ISO-8859-1'?><opml><outline text='\xe9' "
		       "xmlUrl='http://h/'/></opml>"),
	    "1|\xC3\xA9|http://h/|$");
}

static void refuses_what_is_no_opml(void **state)
{
	(void)state;
	refuses(VIEW_LIT("<html>\n</html>"), 1, "not OPML");
	refuses(VIEW_LIT(""), 1, "not OPML: empty");
	refuses(VIEW_LIT(" \n"), 1, "not well-formed XML: ");
	refuses(VIEW_LIT("<opml>\n<outline text='a' xmlUrl='http://h/?a=b&c=d'/></opml>"), 2,
	    "not well-formed XML: EntityRef: expecting ';'");
	refuses(VIEW_LIT("<opml>\n<body>"), 2, "not well-formed");
	refuses(VIEW_LIT("<!DOCTYPE opml [\n<!ENTITY a 'b'>]><opml>&a;</opml>"), 2, "declarations");
	refuses(VIEW_LIT("<!DOCTYPE opml [\n<!ATTLIST a b CDATA 'c'>]><opml/>"), 2, "declarations");
	refuses(
	    VIEW_LIT("<opml><outline text='&eacute;' xmlUrl='http://h/'/></opml>"), 1, "eacute");
}

static void depth_is_bounded(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(65536);
	buf_adds(&b, "<opml>");
	for (int i = 0; i < OUTLINE_DEPTH_MAX - 1; i++)
		buf_adds(&b, "<outline>");
	size_t good = b.n;
	buf_adds(&b, "<outline>");
	refuses(buf_view(&b), 1, "nested too deep");
	b.n = good;
	for (int i = 0; i < OUTLINE_DEPTH_MAX - 1; i++)
		buf_adds(&b, "</outline>");
	buf_adds(&b, "</opml>");
	gives(buf_view(&b), "");
	buf_free(&b);
}

/* before, then name, number and rest until there are n bytes, after. */
static struct view made(struct buf *b, const char *before, const char *name, const char *rest,
    size_t n, const char *after)
{
	buf_clear(b);
	buf_adds(b, before);
	for (unsigned i = 0; b->n < n; i++)
		buf_addf(b, "%s%u%s", name, i, rest);
	buf_adds(b, after);
	return buf_view(b);
}

/* What libxml2 would be long over. */
static void work_is_bounded(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 20);
	gives(made(&b, "<!DOCTYPE opml [", "<?a", " '?>", 60000, "]><opml/>"), "");
	refuses(
	    made(&b, "<!DOCTYPE opml [", "<?a", " '?>", 140000, "]><opml/>"), 1, "long DOCTYPE");
	gives(made(&b, "<opml><outline a='>' ", "a", "='' ", 8000, "/></opml>"), "");
	refuses(made(&b, "<opml><outline a='>' ", "a", "='' ", 20000, "/></opml>"), 1,
	    "very many attributes");
	buf_free(&b);
}

static enum ct_err no_memory(void *ctx, const struct outline_feed *f)
{
	(void)ctx, (void)f;
	return CT_ENOMEM;
}

static void the_callback_can_end_it(void **state)
{
	(void)state;
	assert_int_equal(outline_read(VIEW_LIT("<opml><outline xmlUrl='http://h/'/></opml>"),
			     no_memory, NULL, why, &line),
	    CT_ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(folders_become_tags),
	    cmocka_unit_test(names_are_one_plain_line),
	    cmocka_unit_test(refuses_what_is_no_opml),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(work_is_bounded),
	    cmocka_unit_test(the_callback_can_end_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

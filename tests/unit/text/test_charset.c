#include "charset.h"
#include "cmocka_all.h"

static void check_label(struct view doc, const char *type, const char *want, bool wrong)
{
	struct charset cs;

	charset_detect(doc, view_of(type), true, &cs);
	assert_string_equal(cs.name, want);
	assert_int_equal(cs.wrong != NULL, wrong);
}

static void finds_the_label(void **state)
{
	(void)state;
	check_label(view_of("<a/>"), "", "UTF-8", false);
	check_label(
	    view_of("<?xml version='1.0' encoding='koi8-r'?><a>\xC1</a>"), "", "KOI8-R", false);
	/* The header goes before the declaration, the mark before both. */
	check_label(view_of("<?xml version='1.0' encoding='koi8-r'?><a>\xC1</a>"),
	    "text/xml; charset=\"windows-1251\"", "CP1251", false);
	check_label(
	    view_of("\xEF\xBB\xBF<?xml version='1.0' encoding='koi8-r'?>"), "", "UTF-8", false);
	check_label(view_of("<a>\xE9</a>"), "text/xml; Charset = latin1", "WINDOWS-1252", false);
	check_label(
	    view_of("<?xml version='1.0' encoding='gb2312'?>\xB0\xA1"), "", "GB18030", false);
	check_label(view_of("<?xml version='1.0' encoding='no-such'?>"), "", "UTF-8", true);
	check_label(view_of("<?xml version='1.0' encoding='../../etc/x'?>"), "", "UTF-8", true);
	check_label(view_of("<?xml version='1.0' encoding='utf-16'?>"), "", "UTF-8", false);
	check_label(
	    view_of("<?xml version='1.0' encoding='iso-8859-1'?>\xC3\xA9"), "", "UTF-8", true);
	check_label(view_of("<meta charset=shift_jis>\x93"), "", "CP932", false);
	check_label(
	    view_of("<?xml version='1.0' encoding='ISO8859_15'?>\xA4"), "", "ISO-8859-15", false);
	check_label(view_of("<?xml version='1.0' encoding='ibm866'?>\x80"), "", "CP866", false);
	check_label(view_of("<?xml version='1.0' encoding='cspc8codepage437'?>\x80"), "",
	    "CSPC8CODEPAGE437", false);
	/* A document that is not what the server says is asked itself. */
	check_label(view_of("<?xml version='1.0' encoding='koi8-r'?><a>\xC1</a>"),
	    "text/xml; charset=utf-8", "KOI8-R", true);
	check_label(view_of("<?xml version='1.0' encoding='koi8-r'?><a>\xC3\xA9</a>"),
	    "text/xml; charset=utf-8", "UTF-8", false);
	check_label(view_of("<?xml version='1.0' encoding='koi8-r'?><a>\xC1</a>"),
	    "text/xml; charset=us-ascii", "KOI8-R", true);
	/* "<?xml version='1.0' encoding='cp500'?>" in EBCDIC. */
	check_label(
	    view_of("\x4C\x6F\xA7\x94\x93\x40\xA5\x85\x99\xA2\x89\x96\x95\x7E\x7D\xF1\x4B"
		    "\xF0\x7D\x40\x85\x95\x83\x96\x84\x89\x95\x87\x7E\x7D\x83\x97\xF5\xF0\xF0"
		    "\x7D\x6F\x6E"),
	    "", "CP500", false);
	/* Sets that could hide markup are not read, though iconv has them. */
	check_label(view_of("<?xml version='1.0' encoding='utf-7'?>+ADw-"), "", "UTF-8", true);
	check_label((struct view){"<\0?\0x\0", 6}, "", "UTF-16LE", false);
	check_label((struct view){"\xFE\xFF\0<", 4}, "", "UTF-16BE", false);
	check_label((struct view){NULL, 0}, "", "UTF-8", false);
}

/* A process without files reads what is loaded, and nothing else. */
static void needs_no_files(void **state)
{
	(void)state;
	struct charset cs;

	charset_detect(
	    view_of("<?xml version='1.0' encoding='windows-1251'?>\xC1"), view_of(""), false, &cs);
	assert_string_equal(cs.name, "CP1251");
	charset_detect(
	    view_of("<?xml version='1.0' encoding='cp500'?>\xC1"), view_of(""), false, &cs);
	assert_string_equal(cs.name, "UTF-8");
	assert_non_null(cs.wrong);
	charset_detect(view_of("\x4C\x6F\xA7\x94"), view_of(""), false, &cs);
	assert_string_equal(cs.name, "UTF-8");
}

static void check_decode(const char *name, struct view in, const char *want)
{
	struct buf b = BUF_INIT(100000);

	assert_int_equal(charset_decode(&b, in, name), CT_OK);
	assert_string_equal(b.p, want);
	buf_free(&b);
}

static void decodes(void **state)
{
	(void)state;
	check_decode("WINDOWS-1252", view_of("\x93x\xE9\x94\x80"),
	    "\xE2\x80\x9Cx\xC3\xA9\xE2\x80\x9D\xE2\x82\xAC");
	check_decode("CP1251", view_of("\xCC\xE8\xF0"), "\xD0\x9C\xD0\xB8\xD1\x80");
	check_decode("UTF-16LE", (struct view){"a\0\x3D\xD8\x00\xDE", 6}, "a\xF0\x9F\x98\x80");
	/* Half a character, and bytes that mean nothing: marked, and the rest is read. */
	check_decode("CP932", view_of("\x93\xFA\x96"), "\xE6\x97\xA5\xEF\xBF\xBD");
	check_decode("UTF-16LE", (struct view){"a\0b", 3}, "a\xEF\xBF\xBD");
	struct buf b = BUF_INIT(100);
	assert_int_equal(charset_decode(&b, view_of("x"), "NO-SUCH"), CT_EINVAL);
	buf_free(&b);
}

static void repairs(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1000);

	assert_int_equal(
	    charset_repair(&b, view_of("\xC3\xA9 \xE9 \x92 \xEF\xBF\xBD \xF0\x9F\x98")), 5);
	assert_string_equal(
	    b.p, "\xC3\xA9 \xC3\xA9 \xE2\x80\x99 \xEF\xBF\xBD \xC3\xB0\xC5\xB8\xCB\x9C");
	buf_free(&b);
	b = BUF_INIT(10);
	assert_int_equal(charset_repair(&b, (struct view){NULL, 0}), 0);
	buf_free(&b);
}

static void preloads(void **state)
{
	(void)state;
	struct charset_preloaded *p = charset_preload();

	assert_non_null(p);
	charset_unload(p);
	charset_unload(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_label),
	    cmocka_unit_test(needs_no_files),
	    cmocka_unit_test(decodes),
	    cmocka_unit_test(repairs),
	    cmocka_unit_test(preloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A configuration and a list of feeds, where memory is short. */
#define STARVE_XML
#include "starve.h"

#include "conf.h"

static struct conf *const untouched = (struct conf *)&starve_state;
static struct buf expected;

static void same(struct buf *got)
{
	if (expected.n == 0)
		expected = *got;
	else if (!view_eq(buf_view(got), buf_view(&expected)))
		fail_msg("%s\nis not\n%s", got->p, expected.p);
	if (got->p != expected.p)
		buf_free(got);
}

static enum ct_err parse(void *ctx)
{
	struct conf *c = untouched;
	struct buf errors = BUF_INIT(1 << 16), dump = BUF_INIT(1 << 20);
	enum ct_err err = conf_parse(view_of(ctx), "c", &c, &errors);

	if (err != CT_OK) {
		assert_ptr_equal(c, untouched);
		/* What is wrong is never said of the file. */
		if (errors.err == CT_OK && errors.n > 0)
			assert_non_null(strstr(errors.p, "memory"));
		buf_free(&errors);
		return err;
	}
	buf_free(&errors);
	conf_dump(c, &dump);
	err = dump.err;
	if (err == CT_OK)
		same(&dump);
	else
		buf_free(&dump);
	conf_free(c);
	return err;
}

static enum ct_err import(void *ctx)
{
	struct buf errors = BUF_INIT(1 << 16), out = BUF_INIT(1 << 20);
	enum ct_err err = conf_opml_import(view_of(ctx), "o", &out, &errors);

	if (err == CT_OK)
		err = out.err;
	if (err == CT_OK)
		same(&out);
	else
		buf_free(&out);
	buf_free(&errors);
	return err;
}

static void configurations(void **state)
{
	static char text[] =
	    "[daemon]\nstore = /tmp/s.db\ncontact = https://x.org/\n[fetch]\ninterval = 5m\n"
	    "[group G]\nallow = 10.0.0.0/8, fd00::/8\n[feed F]\nurl = http://x.org/\ngroup = G\n"
	    "tags = a, b\n[feed H]\nurl = http://y.org/\nfulltext = yes\n[alert A]\ntype = exec\n"
	    "command = /bin/a \"b c\" d\nverdicts = new, rewritten\nfeeds = F\n[alert B]\n"
	    "type = webhook\nurl = https://z.org/\n";

	(void)state;
	expected = BUF_INIT(1 << 20);
	starve("a configuration", parse, text, CT_EINVAL, false);
	buf_free(&expected);
}

static void lists(void **state)
{
	static char opml[] =
	    "<opml><body><outline text='D &amp; E'><outline text='F' xmlUrl='http://x.org/a'/>"
	    "<outline title='G' xmlUrl='feed://x.org/b' "
	    "category='/a/b,c'/></outline></body></opml>";

	(void)state;
	starve_spare_xml();
	expected = BUF_INIT(1 << 20);
	starve("a list of feeds", import, opml, CT_EINVAL, false);
	buf_free(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(configurations),
	    cmocka_unit_test(lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

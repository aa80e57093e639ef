/* Twice the configuration, or the list of feeds, costs about twice as much. */
#include "cmocka_all.h"

#include "conf.h"
#include "doubling.h"

static void conf(struct view v)
{
	struct conf *c = NULL;
	struct buf errors = BUF_INIT(64u << 20), out = BUF_INIT(64u << 20);

	if (conf_parse(v, "copytaster.conf", &c, &errors) == CT_OK) {
		conf_dump(c, &out);
		conf_opml_export(c, &out);
		conf_free(c);
	}
	buf_free(&errors);
	buf_free(&out);
}

static void opml(struct view v)
{
	struct buf errors = BUF_INIT(64u << 20), out = BUF_INIT(64u << 20);

	conf_opml_import(v, "feeds.opml", &out, &errors);
	buf_free(&errors);
	buf_free(&out);
}

#define OPML "<opml version='2.0'><body>"
#define END "</body></opml>"

static void configurations(void **state)
{
	static const struct doubling all[] = {
	    {"feeds", conf, "", "[feed F~]\nurl = http://example.org/~\ntags = a, b\n", NULL, NULL,
		"", 0},
	    {"feeds of one URL", conf, "", "[feed F~]\nurl = http://example.org/\n", NULL, NULL, "",
		0},
	    {"feeds of one name", conf, "", "[feed F]\nurl = http://example.org/~\n", NULL, NULL,
		"", 0},
	    {"groups", conf, "",
		"[group G~]\ninterval = 5m\n[feed F~]\nurl = http://x.org/~\ngroup = "
		"G~\n",
		NULL, NULL, "", 0},
	    {"unknown groups", conf, "", "[feed F~]\nurl = http://x.org/~\ngroup = G~\n", NULL,
		NULL, "", 0},
	    {"alerts", conf, "", "[alert A~]\ntype = file\npath = /tmp/~\nfeeds = F\n", NULL, NULL,
		"", 0},
	    {"sections", conf, "", "[feed]\n[x~]\n", NULL, NULL, "", 0},
	    {"keys", conf, "[fetch]\n", "k~ = v\n", NULL, NULL, "", 0},
	    {"the same key", conf, "[fetch]\n", "interval = 5m\n", NULL, NULL, "", 0},
	    {"a list", conf, "[feed F]\nurl = http://x.org/\ntags = ", "t~, ", NULL, NULL, "\n", 0},
	    {"blocks", conf, "[feed F]\nurl = http://x.org/\nallow = ", "10.0.0.0/8, ", NULL, NULL,
		"\n", 0},
	    {"words of a command", conf, "[alert A]\ntype = exec\ncommand = /bin/x ",
		"a\\\"~ \"b\" ", NULL, NULL, "\n", 0},
	    {"lines of rubbish", conf, "", "rubbish\n", NULL, NULL, "", 0},
	    {"a line", conf, "[feed ", "x", NULL, NULL, "]\n", 0},
	    {"empty lines", conf, "", "\n", NULL, NULL, "", 0},
	    {"comments", conf, "", "# x\n", NULL, NULL, "", 0},
	    {"OPML, feeds", opml, OPML, "<outline text='F ~' xmlUrl='http://x.org/~'/>", NULL, NULL,
		END, 0},
	    {"OPML, feeds of one name", opml, OPML, "<outline text='F' xmlUrl='http://x.org/~'/>",
		NULL, NULL, END, 0},
	    {"OPML, feeds of one URL", opml, OPML, "<outline text='F ~' xmlUrl='http://x.org/'/>",
		NULL, NULL, END, 0},
	    {"OPML, folders", opml, OPML, "<outline text='D ~'>",
		"<outline text='F' xmlUrl='http://x.org/'/>", "</outline>", END, 0},
	    {"OPML, categories", opml, OPML "<outline text='F' xmlUrl='http://x.org/' category='",
		"/c~,", NULL, NULL, "'/>" END, 0},
	    {"OPML, attributes", opml, OPML "<outline ", "a~='' ", NULL, NULL, "/>" END, 0},
	    {"OPML, instructions in a DOCTYPE", opml, "<!DOCTYPE opml [", "<?a '?>", NULL, NULL,
		"]>" OPML END, 1u << 20},
	    {"OPML, names", opml, OPML, "<a~/>", NULL, NULL, END, 0},
	    {"OPML, open", opml, OPML, "<outline>", NULL, NULL, "", 0},
	    {"OPML, a title", opml, OPML "<outline xmlUrl='http://x.org/' text='", "a \xC2\x85 ",
		NULL, NULL, "'/>" END, 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(configurations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

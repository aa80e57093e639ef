#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf.h"

static char dir[64];

static void put(const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static struct conf *parse(const char *text)
{
	struct conf *c = NULL;
	struct buf errors = BUF_INIT(65536);
	enum ct_err err = conf_parse(view_of(text), "c", &c, &errors);
	if (err != CT_OK)
		fail_msg("%s", errors.p);
	buf_free(&errors);
	return c;
}

/* The errors of a text must be these, all of them. */
static void errs(const char *text, const char *want)
{
	struct conf *c = NULL;
	struct buf errors = BUF_INIT(65536);
	assert_int_equal(conf_parse(view_of(text), "c", &c, &errors), CT_EINVAL);
	assert_null(c);
	assert_string_equal(errors.p, want);
	buf_free(&errors);
}

static struct conf *load(const char *name, struct buf *errors)
{
	char path[256];
	struct conf *c = NULL;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	*errors = BUF_INIT(65536);
	enum ct_err err = conf_load(path, &c, errors);
	assert_true((err == CT_OK) == (c != NULL));
	return c;
}

static void an_empty_file_is_all_defaults(void **state)
{
	(void)state;
	struct conf *c = parse("");
	assert_string_equal(c->store, "/var/lib/copytaster/copytaster.db");
	assert_string_equal(c->control, "/run/copytaster/control.sock");
	assert_string_equal(c->worker, "");
	assert_string_equal(c->log_level, "info");
	assert_int_equal(c->window, 45 * 86400);
	assert_int_equal(c->backdate, 7 * 86400);
	assert_int_equal(c->nfeeds, 0);
	assert_int_equal(c->nalerts, 0);
	assert_int_equal(c->fetch.interval, 900);
	conf_free(c);
}

static void a_feed_inherits(void **state)
{
	(void)state;
	struct conf *c =
	    parse("[feed a]\nurl = http://a/\ngroup = g\ntimeout = 5s\n"
		  "[feed b]\nurl = http://b/\n"
		  "[group g]\ninterval = 1h\nuser = me\npassword_file = /pw\ntags = x\n"
		  "[fetch]\ninterval = 2h\ntimeout = 7s\nper_host = 9\n");
	assert_int_equal(c->per_host, 9);
	assert_int_equal(c->nfeeds, 2);
	assert_string_equal(c->feeds[0].name, "a");
	assert_int_equal(c->feeds[0].interval, 3600);
	assert_int_equal(c->feeds[0].timeout, 5);
	assert_string_equal(c->feeds[0].user, "me");
	assert_string_equal(c->feeds[0].tags.v[0], "x");
	assert_string_equal(c->feeds[0].group, "g");
	assert_int_equal(c->feeds[1].interval, 7200);
	assert_int_equal(c->feeds[1].timeout, 7);
	assert_string_equal(c->feeds[1].user, "");
	assert_string_equal(c->feeds[1].password_file, "");
	assert_int_equal(c->feeds[1].max_size, 16 << 20);
	assert_int_equal(c->fetch.interval, 7200);
	conf_free(c);
}

static void an_empty_value_overrides(void **state)
{
	(void)state;
	struct conf *c =
	    parse("[group g]\ntags = x, y\nuser = u\npassword_file = p\n"
		  "[feed a]\nurl = http://a/\ngroup = g\ntags =\nuser =\npassword_file =\n");
	assert_int_equal(c->feeds[0].tags.n, 0);
	assert_string_equal(c->feeds[0].user, "");
	conf_free(c);
}

static void unset_bounds_give_way(void **state)
{
	(void)state;
	struct conf *c = parse("[feed a]\nurl = http://a/\ninterval = 1s\n"
			       "[feed b]\nurl = http://b/\ninterval = 2d\n"
			       "[feed c]\nurl = http://c/\nmin_interval = 1h\n"
			       "[feed d]\nurl = http://d/\nmax_interval = 1m\n"
			       "[feed e]\nurl = http://d/\nmin_interval = 3d\n");
	assert_int_equal(c->feeds[0].min_interval, 1);
	assert_int_equal(c->feeds[1].max_interval, 172800);
	assert_int_equal(c->feeds[2].interval, 3600);
	assert_int_equal(c->feeds[3].interval, 60);
	assert_int_equal(c->feeds[3].min_interval, 60);
	assert_int_equal(c->feeds[4].interval, 3 * 86400);
	assert_int_equal(c->feeds[4].max_interval, 3 * 86400);
	conf_free(c);
}

static void alerts_are_read(void **state)
{
	(void)state;
	struct conf *c =
	    parse("[feed BBC]\nurl = https://b/\n"
		  "[alert desk]\ntype = exec\ncommand = /bin/desk -v\nverdicts = rewritten\n"
		  "feeds = BBC\ntags = politics\nmin_score = 0.9\nmin_cluster = 3\n"
		  "corrections = no\n"
		  "[alert hook]\ntype = webhook\nurl = https://h/\n"
		  "[alert log]\ntype = journal\n");
	assert_int_equal(c->nalerts, 3);
	assert_int_equal(c->alerts[0].type, CONF_EXEC);
	assert_int_equal(c->alerts[0].command.n, 2);
	assert_int_equal(c->alerts[0].verdicts, 1 << CT_REWRITTEN);
	assert_int_equal(c->alerts[0].min_cluster, 3);
	assert_false(c->alerts[0].corrections);
	assert_int_equal(c->alerts[0].timeout, 30);
	assert_string_equal(c->alerts[0].path, "");
	assert_string_equal(c->alerts[1].secret_file, "");
	assert_int_equal(c->alerts[2].verdicts, 31);
	assert_int_equal(c->alerts[2].feeds.n, 0);
	conf_free(c);
}

static void all_errors_are_told_at_once(void **state)
{
	(void)state;
	errs("key = 1\n[deamon]\nx = y\n[daemon x]\n[feed]\n[daemon]\nlog_levle = info\nurl = x\n"
	     "workers = 3\nworkers = 4\nzzz = 1\nnonsense\ninclude = x\n",
	    "c:1: `key` stands before any [section]\n"
	    "c:2: unknown section [deamon]; did you mean [daemon]?\n"
	    "c:4: [daemon] takes no name\n"
	    "c:5: [feed] needs a name: [feed NAME]\n"
	    "c:7: unknown option `log_levle` in [daemon]; did you mean `log_level`?\n"
	    "c:8: `url` is no option of [daemon]; it belongs in [feed]\n"
	    "c:10: `workers` was set already at c:9\n"
	    "c:11: unknown option `zzz` in [daemon]\n"
	    "c:12: neither a [section] nor `key = value`\n"
	    "c:13: `include` is not possible here\n");
}

static void feeds_are_checked(void **state)
{
	(void)state;
	errs("[feed a]\n[feed b]\nurl = gopher://b/\n[feed b]\nurl = http://b/\nnonsense = 1\n"
	     "[feed c]\nurl = http://c/\ngroup = wrold\ninterval = 2m\nmin_interval = 5m\n"
	     "[group world]\n"
	     "[feed d]\nurl = http://d/\nuser = a:b\n",
	    "c:1: feed \"a\" has no `url`\n"
	    "c:3: `url` must be a URL that begins with http:// or https://, not \"gopher://b/\"\n"
	    "c:4: feed \"b\" is defined already at c:2\n"
	    "c:9: `group`: there is no [group wrold]; did you mean \"world\"?\n"
	    "c:10: `min_interval` is longer than `interval`\n"
	    "c:15: `user` holds a colon\n"
	    "c:15: `user` needs `password_file`\n");
}

static void bounds_are_told_where_they_are_set(void **state)
{
	(void)state;
	errs("[fetch]\nmin_interval = 1h\nmax_interval = 1m\n[feed a]\nurl = http://a/\n",
	    "c:3: `min_interval` is longer than `max_interval`\n");
	errs("[group g]\nmin_interval = 1h\n[feed a]\nurl = http://a/\ngroup = g\ninterval = 10m\n",
	    "c:6: `min_interval` is longer than `interval`\n");
	errs("[feed a]\nurl = http://a/\ninterval = x\nmin_interval = 5m\n",
	    "c:3: `interval` must be a duration like 30s, 15m or 2d, not \"x\"\n");
	errs("[store]\nretain = 1d\n",
	    "c:2: `retain` of [store] is shorter than `window` of [match]: originals would be "
	    "forgotten while they are looked for\n");
}

static void alerts_are_checked(void **state)
{
	(void)state;
	errs("[feed BBC]\nurl = http://b/\n[alert a]\n[alert b]\ntype = webhook\n[alert c]\ntype = "
	     "exec\n"
	     "[alert d]\ntype = file\nurl = http://x/\npath =\n[alert e]\ntype = fiel\n"
	     "[alert f]\ntype = journal\nfeeds = BBB, BBC\nverdicts = old\nmin_score = 2\n[alert "
	     "f]\n",
	    "c:3: alert \"a\" has no `type`\n"
	    "c:4: alert \"b\" of type webhook has no `url`\n"
	    "c:6: alert \"c\" of type exec has no `command`\n"
	    "c:10: `url` is not for alerts of type file\n"
	    "c:11: `path` must be a path, and is empty\n"
	    "c:13: `type` must be file, journal, stderr, exec or webhook, not \"fiel\"\n"
	    "c:16: `feeds`: there is no [feed BBB]; did you mean \"BBC\"?\n"
	    "c:17: `verdicts` must be new, updated, republished, rewritten, related or all, not "
	    "\"old\"\n"
	    "c:18: `min_score` must be from 0 to 1, not \"2\"\n"
	    "c:19: alert \"f\" is defined already at c:14\n");
}

static void many_errors_are_bounded(void **state)
{
	(void)state;
	struct buf text = BUF_INIT(1 << 20), errors = BUF_INIT(1 << 20);
	struct conf *c = NULL;
	for (int i = 0; i < 1500; i++)
		buf_adds(&text, "x\n");
	assert_int_equal(conf_parse(buf_view(&text), "c", &c, &errors), CT_EINVAL);
	assert_non_null(strstr(errors.p, "c:1000: "));
	assert_null(strstr(errors.p, "c:1001: "));
	assert_non_null(strstr(errors.p, "and 500 further errors"));
	buf_free(&text);
	buf_free(&errors);
}

static void includes_are_read_in_order(void **state)
{
	(void)state;
	char path[256];
	struct buf errors;
	snprintf(path, sizeof(path), "%s/conf.d", dir);
	mkdir(path, 0700);
	put("main.conf", "[daemon]\ninclude = conf.d\nstore = s.db\n[feed z]\nurl = http://z/\n");
	put("conf.d/b.conf", "[feed b]\nurl = http://b/\n");
	put("conf.d/a.conf", "[feed a]\nurl = http://a/\npassword_file = pw\nuser = u\n");
	put("conf.d/c.conf~", "nonsense\n");
	put("conf.d/.d.conf", "nonsense\n");
	struct conf *c = load("main.conf", &errors);
	if (c == NULL)
		fail_msg("%s", errors.p);
	assert_int_equal(c->nfeeds, 3);
	assert_string_equal(c->feeds[0].name, "a");
	assert_string_equal(c->feeds[1].name, "b");
	assert_string_equal(c->feeds[2].name, "z");
	snprintf(path, sizeof(path), "%s/s.db", dir);
	assert_string_equal(c->store, path);
	snprintf(path, sizeof(path), "%s/conf.d/pw", dir);
	assert_string_equal(c->feeds[0].password_file, path);
	conf_free(c);
	put("conf.d/b.conf", "[feed a]\nurl = x\n");
	assert_null(load("main.conf", &errors));
	snprintf(path, sizeof(path),
	    "%s/conf.d/b.conf:1: feed \"a\" is defined already at %s/conf.d/a.conf:1\n", dir, dir);
	assert_string_equal(errors.p, path);
	buf_free(&errors);
}

static void what_cannot_be_read_is_told(void **state)
{
	(void)state;
	char want[700];
	struct buf errors;
	assert_null(load("none.conf", &errors));
	snprintf(want, sizeof(want),
	    "%s/none.conf:0: cannot read %s/none.conf: No such file or directory\n", dir, dir);
	assert_string_equal(errors.p, want);
	buf_free(&errors);
	put("bad.conf", "[daemon]\ninclude = nowhere\nopml = none.opml\ninclude =\n");
	assert_null(load("bad.conf", &errors));
	snprintf(want, sizeof(want),
	    "%s/bad.conf:2: `include`: cannot read the directory %s/nowhere: No such file or "
	    "directory\n"
	    "%s/bad.conf:3: `opml`: cannot read %s/none.opml: No such file or directory\n"
	    "%s/bad.conf:4: `include` must be a path, and is empty\n",
	    dir, dir, dir, dir, dir);
	assert_string_equal(errors.p, want);
	buf_free(&errors);
	assert_null(load(".", &errors));
	assert_non_null(strstr(errors.p, "Is a directory"));
	buf_free(&errors);
}

/* Two files that are not there are not one that was read. */
static void links_to_nowhere_are_told(void **state)
{
	(void)state;
	char path[256];
	struct buf errors;
	snprintf(path, sizeof(path), "%s/dead", dir);
	mkdir(path, 0700);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/dead/%c.conf", dir, 'a' + i);
		assert_int_equal(symlink("/nowhere/to-be-found", path), 0);
	}
	put("links.conf", "[daemon]\ninclude = dead\n");
	assert_null(load("links.conf", &errors));
	assert_non_null(strstr(errors.p, "dead/a.conf: No such file"));
	assert_non_null(strstr(errors.p, "dead/b.conf: No such file"));
	buf_free(&errors);
}

static void a_long_value_leaves_words_in_its_error(void **state)
{
	(void)state;
	struct buf text = BUF_INIT(8192), errors;
	buf_adds(&text, "[feed a]\nurl = http://a/\ngroup = ");
	for (int i = 0; i < 4000; i++)
		buf_addc(&text, 'g');
	put("long.conf", text.p);
	assert_null(load("long.conf", &errors));
	assert_non_null(strstr(errors.p, "long.conf:3: `group`: there is no [group ggg"));
	buf_free(&errors);
	buf_free(&text);
}

static void a_file_that_includes_itself_is_told(void **state)
{
	(void)state;
	char path[256];
	struct buf errors;
	snprintf(path, sizeof(path), "%s/loop", dir);
	mkdir(path, 0700);
	put("loop/x.conf", "[daemon]\ninclude = ../loop\n");
	assert_null(load("loop/x.conf", &errors));
	assert_non_null(strstr(errors.p, "x.conf:2: "));
	assert_non_null(strstr(errors.p, "was read already"));
	buf_free(&errors);
}

static const char opml[] =
    "<?xml version='1.0'?>\n<opml version='2.0'><head><title>x</title></head><body>\n"
    "<outline text='World'>\n"
    "<outline text='BBC' xmlUrl='http://b/1' category='/news/uk,top'/>\n"
    "<outline text='Asia'><outline title='BBC' xmlUrl='http://b/2'/></outline>\n"
    "</outline>\n"
    "<outline text='  a\tb ' xmlUrl='feed://c/'/>\n"
    "<outline text='set' xmlUrl='http://set/'/>\n"
    "<outline text='Again'><outline text='BBC' xmlUrl='http://b/1'/></outline>\n"
    "</body></opml>";

static void opml_is_a_list_of_feeds(void **state)
{
	(void)state;
	struct buf errors;
	put("feeds.opml", opml);
	put("opml.conf",
	    "[daemon]\nopml = feeds.opml\n[feed mine]\nurl = http://set/\ninterval = 1h\n"
	    "[fetch]\ntimeout = 9s\n");
	struct conf *c = load("opml.conf", &errors);
	if (c == NULL)
		fail_msg("%s", errors.p);
	assert_int_equal(c->nfeeds, 4);
	assert_string_equal(c->feeds[0].name, "mine");
	assert_string_equal(c->feeds[1].name, "BBC");
	assert_string_equal(c->feeds[1].url, "http://b/1");
	assert_int_equal(c->feeds[1].timeout, 9);
	assert_int_equal(c->feeds[1].tags.n, 4);
	assert_string_equal(c->feeds[1].tags.v[0], "World");
	assert_string_equal(c->feeds[1].tags.v[1], "news/uk");
	assert_string_equal(c->feeds[1].tags.v[2], "top");
	assert_string_equal(c->feeds[1].tags.v[3], "Again");
	assert_string_equal(c->feeds[2].name, "BBC (b)");
	assert_string_equal(c->feeds[2].tags.v[1], "Asia");
	assert_string_equal(c->feeds[3].name, "a b");
	assert_string_equal(c->feeds[3].url, "http://c/");
	conf_free(c);
}

static void bad_opml_is_told_by_line(void **state)
{
	(void)state;
	char want[300];
	struct buf errors;
	put("opml.conf", "[daemon]\nopml = feeds.opml\n");
	put("feeds.opml", "<opml>\n<body>\n<outline text='x' xmlUrl='file:///etc/passwd'/>\n"
			  "<outline text='y' xmlUrl='exec:~/bin/x'/></body></opml>");
	assert_null(load("opml.conf", &errors));
	snprintf(want, sizeof(want),
	    "%s/feeds.opml:3: xmlUrl must be a URL that begins with http://", dir);
	assert_memory_equal(errors.p, want, strlen(want));
	assert_non_null(strstr(errors.p, "feeds.opml:4: "));
	buf_free(&errors);
}

static void opml_goes_in_and_out(void **state)
{
	(void)state;
	struct buf sections = BUF_INIT(65536), errors = BUF_INIT(65536), out = BUF_INIT(65536);
	struct buf again = BUF_INIT(65536);
	assert_int_equal(conf_opml_import(view_of(opml), "o", &sections, &errors), CT_OK);
	struct conf *c = parse(sections.p);
	assert_int_equal(c->nfeeds, 4);
	conf_opml_export(c, &out);
	assert_int_equal(conf_opml_import(buf_view(&out), "o", &again, &errors), CT_OK);
	struct conf *d = parse(again.p);
	assert_int_equal(d->nfeeds, 4);
	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 4; j++)
			if (strcmp(c->feeds[i].name, d->feeds[j].name) == 0) {
				assert_string_equal(c->feeds[i].url, d->feeds[j].url);
				assert_int_equal(c->feeds[i].tags.n, d->feeds[j].tags.n);
			}
	conf_free(c);
	conf_free(d);
	buf_clear(&out);
	buf_clear(&again);
	buf_clear(&errors);
	c = parse("[feed x]\nurl = http://x/\ntags = news, \"art, design\", /a, b\n"
		  "[feed a name of 130 bytes: 0123456789 0123456789 0123456789 0123456789 "
		  "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789]\n"
		  "url = http://y/\n");
	conf_opml_export(c, &out);
	assert_int_equal(conf_opml_import(buf_view(&out), "o", &again, &errors), CT_OK);
	d = parse(again.p);
	assert_int_equal(d->nfeeds, 2);
	assert_string_equal(d->feeds[0].name, c->feeds[1].name);
	assert_int_equal(d->feeds[1].tags.n, 4);
	assert_string_equal(d->feeds[1].tags.v[1], "art, design");
	assert_string_equal(d->feeds[1].tags.v[2], "/a");
	buf_clear(&again);
	assert_int_equal(conf_opml_import(VIEW_LIT("<html/>"), "o", &again, &errors), CT_EINVAL);
	assert_string_equal(errors.p, "o:1: not OPML: the document is of another kind\n");
	buf_clear(&again);
	buf_clear(&errors);
	assert_int_equal(
	    conf_opml_import(
		VIEW_LIT("<opml><body><outline text='x' xmlUrl='feed:x'/>\n"
			 "<outline text='y' xmlUrl='http://y.example/'/></body></opml>"),
		"o", &again, &errors),
	    CT_EINVAL);
	assert_string_equal(again.p, "[feed y]\nurl = http://y.example/\n");
	assert_memory_equal(errors.p, "o:1: xmlUrl must be ", 20);
	conf_free(c);
	conf_free(d);
	buf_free(&sections);
	buf_free(&errors);
	buf_free(&out);
	buf_free(&again);
}

static void a_dump_reads_back(void **state)
{
	(void)state;
	struct buf one = BUF_INIT(1 << 20), two = BUF_INIT(1 << 20);
	struct conf *c = parse(
	    "[daemon]\nproxy = http://p:3128\n[store]\nretain = 0\nmax_size = 20G\n"
	    "[fetch]\ninterval = 90s\nper_host = 7\n"
	    "[group g [x]]\ntags = \"a,b\", c\n[feed one]\nurl = http://1/?a=b;c#d\ngroup = g [x]\n"
	    "[feed two]\nurl = http://2/\nallow = 10.0.0.0/8\nuser = u\npassword_file = /p\n"
	    "[alert a]\ntype = exec\ncommand = /bin/x \"a b\"\nverdicts = new\nfeeds = one, two\n"
	    "[alert b]\ntype = file\npath = /var/log/x\nmin_score = 0.125\n[alert c]\ntype = "
	    "stderr\n");
	conf_dump(c, &one);
	assert_int_equal(one.err, CT_OK);
	struct conf *d = parse(one.p);
	conf_dump(d, &two);
	assert_string_equal(one.p, two.p);
	assert_non_null(strstr(one.p, "min_score = 0.125\n"));
	assert_non_null(strstr(one.p, "tags = \"a,b\", c\n"));
	assert_non_null(strstr(one.p, "# duration: "));
	assert_int_equal(d->fetch.interval, 90);
	conf_free(c);
	conf_free(d);
	buf_free(&one);
	buf_free(&two);
}

static void ten_thousand_feeds_are_quick(void **state)
{
	(void)state;
	struct buf text = BUF_INIT(64 << 20), errors = BUF_INIT(65536);
	struct conf *c = NULL;
	for (int i = 0; i < 20000; i++)
		buf_addf(&text, "[feed feed %d]\nurl = http://h%d.example/\ntags = a, b\n", i, i);
	assert_int_equal(conf_parse(buf_view(&text), "c", &c, &errors), CT_OK);
	assert_int_equal(c->nfeeds, 20000);
	conf_free(c);
	buf_free(&text);
	buf_free(&errors);
}

static void two_feeds_of_one_url(void **state)
{
	struct buf errors = BUF_INIT(1000);
	struct conf *c = NULL;
	(void)state;
	assert_int_equal(
	    conf_parse(VIEW_LIT("[feed b]\nurl = http://x/1\n[feed a]\nurl = http://x/2\n"
				"[feed c]\n\nurl = http://x/1\n[feed d]\nurl = http://x/1\n"),
		"c", &c, &errors),
	    CT_OK);
	assert_string_equal(c->warnings, "c:5: feed \"c\" has the URL of feed \"b\" at c:1\n"
					 "c:8: feed \"d\" has the URL of feed \"c\" at c:5\n");
	conf_free(c);
	assert_int_equal(
	    conf_parse(VIEW_LIT("[feed b]\nurl = http://x/1\n"), "c", &c, &errors), CT_OK);
	assert_string_equal(c->warnings, "");
	conf_free(c);
	buf_free(&errors);
}

static void missing_secrets_are_told(void **state)
{
	struct buf errors = BUF_INIT(1000);
	struct conf *c = NULL;
	(void)state;
	assert_int_equal(
	    conf_parse(VIEW_LIT("[feed a]\nurl = https://x/1\nuser = u\n"
				"password_file = /nowhere/p\n[feed b]\nurl = http://x/2\n"
				"[alert w]\ntype = webhook\nurl = https://x/\n"
				"secret_file = /nowhere/s\n[alert v]\ntype = webhook\n"
				"url = https://x/\nsecret_file = /dev/null\n"),
		"c", &c, &errors),
	    CT_OK);
	assert_string_equal(c->warnings,
	    "c:4: password_file: /nowhere/p: No such file or directory\n"
	    "c:10: secret_file: /nowhere/s: No such file or directory\n");
	conf_free(c);
	buf_free(&errors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_feeds_of_one_url),
	    cmocka_unit_test(missing_secrets_are_told),
	    cmocka_unit_test(an_empty_file_is_all_defaults),
	    cmocka_unit_test(a_feed_inherits),
	    cmocka_unit_test(an_empty_value_overrides),
	    cmocka_unit_test(unset_bounds_give_way),
	    cmocka_unit_test(alerts_are_read),
	    cmocka_unit_test(all_errors_are_told_at_once),
	    cmocka_unit_test(feeds_are_checked),
	    cmocka_unit_test(bounds_are_told_where_they_are_set),
	    cmocka_unit_test(alerts_are_checked),
	    cmocka_unit_test(many_errors_are_bounded),
	    cmocka_unit_test(includes_are_read_in_order),
	    cmocka_unit_test(what_cannot_be_read_is_told),
	    cmocka_unit_test(links_to_nowhere_are_told),
	    cmocka_unit_test(a_long_value_leaves_words_in_its_error),
	    cmocka_unit_test(a_file_that_includes_itself_is_told),
	    cmocka_unit_test(opml_is_a_list_of_feeds),
	    cmocka_unit_test(bad_opml_is_told_by_line),
	    cmocka_unit_test(opml_goes_in_and_out),
	    cmocka_unit_test(a_dump_reads_back),
	    cmocka_unit_test(ten_thousand_feeds_are_quick),
	};
	snprintf(dir, sizeof(dir), "/tmp/test_conf.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	char command[128];
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command) != 0 || failed;
}

/* The commands that ask the daemon, against one that answers as it is told. */
#include "cmocka_all.h"

#include "ask.h"
#include "capture.h"
#include "cli.h"
#include "fake.h"

/* The same with a daemon behind it. */
static int asked(int (*run)(int, char **), const char *answer, const char **argv)
{
	fake_start(answer, strlen(answer), 1000);
	int status = capture(run, argv);
	fake_end();
	return status;
}

#define SOCKET "--socket", fake_path

static void has(const struct buf *b, const char *part)
{
	if (strstr(b->p, part) == NULL)
		fail_msg("no \"%s\" in\n%s", part, b->p);
}

static const char story[] =
    "{\"id\":7,\"feed\":\"Wire\",\"title\":\"A \\u001b[31mtitle\",\"link\":\"http://w/7\","
    "\"published\":null,\"seen\":\"2020-01-02T03:04:05Z\",\"verdict\":\"rewritten\",\"score\":0.97,"
    "\"of\":3,\"cluster\":3,\"previous\":null}\n";

static void stories_are_listed(void **state)
{
	(void)state;
	assert_int_equal(asked(cmd_stories, story, ARGV("stories", SOCKET)), 0);
	has(&out, "       7  rewritten   0.97  2020-01-02       Wire: A \\x1b[31mtitle\n");
	assert_string_equal(fake_request, "{\"cmd\":\"stories\"}\n");
	assert_int_equal(asked(cmd_stories, story, ARGV("stories", "--json", SOCKET)), 0);
	assert_string_equal(out.p, story);
	assert_int_equal(asked(cmd_stories, "", ARGV("stories", SOCKET)), 1);
}

static void filters_go_to_the_daemon(void **state)
{
	(void)state;
	asked(cmd_stories, "",
	    ARGV("stories", "--verdict", "new,rewritten", "--feed", "A b", "--since", "1970-01-02",
		"--cluster", "3", "-n", "9", "--before", "70", SOCKET));
	json_t *o = json_loads(fake_request, 0, NULL);
	assert_non_null(o);
	json_t *want = json_pack("{s:s,s:[s,s],s:s,s:s,s:i,s:i,s:i}", "cmd", "stories", "verdicts",
	    "new", "rewritten", "feed", "A b", "since", "1970-01-02T00:00:00Z", "cluster", 3,
	    "limit", 9, "before", 70);
	assert_true(json_equal(o, want));
	json_decref(o);
	json_decref(want);
}

static void bad_arguments_ask_nobody(void **state)
{
	(void)state;
	static const char *const bad[][5] = {{"stories", "--verdict", "old"},
	    {"stories", "--verdict", ""}, {"stories", "--feed", "\xff"},
	    {"stories", "--since", "soon"}, {"stories", "--limit", "0"},
	    {"stories", "--cluster", "x"}, {"stories", "extra"}, {"stories", "--nonsense"}};
	for (size_t i = 0; i < COUNT(bad); i++) {
		const char *argv[8] = {0};
		memcpy(argv, bad[i], sizeof(bad[i]));
		assert_int_equal(capture(cmd_stories, argv), 2);
		assert_true(err.n > 1);
		assert_int_equal(out.n, 1);
	}
	assert_int_equal(capture(cmd_why, ARGV("why")), 2);
	assert_int_equal(capture(cmd_why, ARGV("why", "x")), 2);
	has(&err, "takes a story's number");
	assert_int_equal(capture(cmd_why, ARGV("why", "0")), 2);
	assert_int_equal(capture(cmd_why, ARGV("why", "99999999999999999999")), 2);
	assert_int_equal(capture(cmd_opml, ARGV("opml", "eat")), 2);
	assert_int_equal(capture(cmd_alerts, ARGV("alerts", "-n", "0")), 2);
}

static void help_fits_a_screen(void **state)
{
	(void)state;
	static int (*const commands[])(int, char **) = {cmd_status, cmd_feeds, cmd_stories,
	    cmd_story, cmd_why, cmd_alerts, cmd_opml, cmd_poll, cmd_retry};
	for (size_t i = 0; i < COUNT(commands); i++) {
		assert_int_equal(capture(commands[i], ARGV("x", "--help")), 0);
		int lines = 0, column = 0;
		for (size_t at = 0; at + 1 < out.n; at++) {
			column = out.p[at] == '\n' ? 0 : column + 1;
			lines += out.p[at] == '\n';
			assert_true(column <= 80);
		}
		assert_true(lines > 5 && lines <= 24);
		assert_memory_equal(out.p, "usage: copytaster ", 18);
	}
}

static void a_story_that_is_not_there_is_no(void **state)
{
	(void)state;
	assert_int_equal(
	    asked(cmd_story, "{\"error\":\"no story 9\"}\n", ARGV("story", "9", SOCKET)), 1);
	has(&err, "no story 9");
	assert_string_equal(fake_request, "{\"cmd\":\"story\",\"id\":9}\n");
	assert_int_equal(
	    asked(cmd_story, "{\"error\":\"disk\\u001b[m\"}\n", ARGV("story", "9", SOCKET)), 2);
	assert_null(strchr(err.p, '\x1b'));
}

static void why_shows_both_stories_and_the_evidence(void **state)
{
	(void)state;
	assert_int_equal(
	    asked(cmd_why,
		"{\"story\":{\"id\":7,\"feed\":\"B\",\"title\":\"T\",\"link\":null,\"published\":"
		"null,"
		"\"seen\":\"2020-01-02T03:04:05Z\"},\"verdict\":\"rewritten\",\"score\":0.97,"
		"\"of\":{\"id\":3,\"feed\":\"A\",\"title\":\"S\",\"link\":\"http://a/"
		"\",\"published\":null,"
		"\"seen\":\"2020-01-02T03:04:05Z\"},\"lag_seconds\":7200,\"cluster\":{\"id\":3,"
		"\"stories\":2,"
		"\"sources\":2},\"evidence\":{\"reasons\":[\"because\"]}}\n",
		ARGV("why", "7", SOCKET)),
	    0);
	has(&out, "Story 7\n  feed      B\n  title     T\n");
	has(&out, "The earlier story 3\n  feed      A\n  title     S\n  link      http://a/\n");
	has(&out, "rewritten, score 0.97\n  2 hours after story 3\n  - because\n");
}

static void a_story_is_shown_with_its_text(void **state)
{
	(void)state;
	assert_int_equal(
	    asked(cmd_story,
		"{\"id\":7,\"feed\":\"B\",\"title\":\"T\",\"link\":null,\"published\":null,"
		"\"seen\":\"2020-01-02T03:04:05Z\",\"verdict\":\"new\",\"score\":0.1,\"of\":null,"
		"\"authors\":[\"Ann\",\"Bob\"],\"tags\":[],\"text\":\"One.\\n\\nTwo \\u0007.\","
		"\"versions\":[{\"id\":7}],\"cluster_stories\":[{\"id\":7},{\"id\":8,\"feed\":"
		"\"C\"}]}\n",
		ARGV("story", "7", SOCKET)),
	    0);
	has(&out, "  authors   Ann, Bob\n");
	has(&out, "\n\nOne.\n\nTwo \\x07.\n");
	has(&out, "The same event\n");
	has(&out, "  never\n       8 "); /* neither score nor title: nothing invented */
	assert_null(strstr(out.p, "Versions"));
}

static void alerts_are_shown(void **state)
{
	(void)state;
	assert_int_equal(
	    asked(cmd_alerts,
		"{\"v\":1,\"alert_id\":\"x\",\"time\":\"2020-01-02T03:04:05Z\",\"verdict\":"
		"\"rewritten\","
		"\"score\":0.9,\"story\":{\"id\":7,\"feed\":\"B\",\"title\":\"T\"},\"of\":{\"id\":"
		"3,"
		"\"feed\":\"A\",\"title\":\"S\"},\"evidence\":{\"reasons\":[\"because\"]}}\n",
		ARGV("alerts", "--follow", "-n", "5", SOCKET)),
	    2); /* that there are no more is the daemon's end */
	has(&out, "B: T\n          of 3  A: S\n          because\n");
	json_t *o = json_loads(fake_request, 0, NULL);
	assert_true(json_is_true(json_object_get(o, "follow")));
	assert_int_equal(json_integer_value(json_object_get(o, "limit")), 5);
	json_decref(o);
}

static void status_and_feeds_are_shown(void **state)
{
	(void)state;
	assert_int_equal(asked(cmd_status,
			     "{\"version\":\"1\",\"pid\":5,\"uptime_seconds\":7200,\"feeds\":{"
			     "\"configured\":3,\"ok\":2,"
			     "\"failing\":1},\"stories\":{\"total\":9},\"alerts\":{\"dead\":1},"
			     "\"queue\":{\"waiting\":4,\"fetching\":2,\"pages\":6},"
			     "\"config\":{\"error\":\"bad\\nworse\\n\"},"
			     "\"store\":{\"error\":\"3 reads failed\"},"
			     "\"degraded\":\"disk full\"}\n",
			     ARGV("status", SOCKET)),
	    0);
	has(&out, "up for 2 hours\nfeeds     3: 2 ok, 1 failing");
	has(&out, "1 dead (copytaster retry");
	has(&out, "queue     4 wait for a turn, 2 being fetched, 0 parsed, 0 judged\npages     6 ");
	has(&out,
	    "was refused:\n  bad\n  worse\nthe index:\n  3 reads failed\ndegraded:\n  disk full\n");
	static const char feeds[] = "{\"name\":\"A\",\"state\":\"ok\",\"last_poll\":null,\"next_"
				    "poll\":null,\"stories\":5}\n"
				    "{\"name\":\"B\",\"state\":\"not a feed\",\"last_error\":\"an "
				    "HTML page\",\"stories\":0}\n"
				    "{\"name\":\"C\",\"state\":null}\n";
	assert_int_equal(asked(cmd_feeds, feeds, ARGV("feeds", SOCKET)), 0);
	has(&out, "ok           A ");
	has(&out, "not a feed   B ");
	has(&out, "    an HTML page\n");
	has(&out, "not polled   C ");
	assert_int_equal(asked(cmd_feeds, feeds, ARGV("feeds", "--failing", SOCKET)), 0);
	assert_null(strstr(out.p, " A "));
	assert_int_equal(asked(cmd_feeds, feeds, ARGV("feeds", "--failing", "--json", SOCKET)), 0);
	assert_memory_equal(out.p, "{\"name\":\"B\"", 11);
	assert_int_equal(asked(cmd_feeds, "{\"name\":\"A\",\"state\":\"ok\"}\n",
			     ARGV("feeds", "--failing", SOCKET)),
	    1);
}

static void fit(unsigned columns)
{
	size_t used = 0;
	for (size_t at = 0; at + 1 < out.n; at++) {
		used = out.p[at] == '\n' ? 0 : used + ((out.p[at] & 0xC0) != 0x80);
		if (used > columns)
			fail_msg("more than %u columns in\n%s", columns, out.p);
	}
}

static void lists_fit_the_terminal(void **state)
{
	(void)state;
	static const char *const widths[] = {"60", "66", "74", "75", "80", "120"};
	static const char feed[] =
	    "{\"name\":\"A name that is rather longer than most of the names of feeds are\","
	    "\"state\":\"unauthorized\",\"stories\":1234567,\"last_poll\":\"2020-01-02T03:04:05Z\","
	    "\"next_poll\":\"2020-01-02T03:04:05Z\",\"last_error\":\"HTTP 401: the server wants a "
	    "user and password, and tells so in a sentence that does not end before the line\","
	    "\"moved_url\":\"http://a/\"}\n";
	static const char long_story[] =
	    "{\"id\":7,\"feed\":\"Wire\",\"title\":\"A title that is longer than what a narrow "
	    "terminal holds, and than a wide one holds, because its author could not bring it to "
	    "an "
	    "end\",\"seen\":\"2020-01-02T03:04:05Z\",\"verdict\":\"republished\",\"score\":0.97}\n";
	for (size_t i = 0; i < COUNT(widths); i++) {
		unsigned columns = (unsigned)strtoul(widths[i], NULL, 10);
		setenv("COLUMNS", widths[i], 1);
		assert_int_equal(asked(cmd_feeds, feed, ARGV("feeds", SOCKET)), 0);
		fit(columns);
		has(&out, "the line\n    has moved to http://a/\n");
		assert_int_equal(asked(cmd_stories, long_story, ARGV("stories", SOCKET)), 0);
		fit(columns);
		assert_int_equal(asked(cmd_story, long_story, ARGV("story", "7", SOCKET)), 0);
		fit(columns);
	}
	unsetenv("COLUMNS");
}

static void poll_and_retry_say_how_many(void **state)
{
	(void)state;
	assert_int_equal(
	    asked(cmd_poll, "{\"ok\":true,\"feeds\":1}\n", ARGV("poll", "A b", SOCKET)), 0);
	assert_string_equal(out.p, "1 feed\n");
	assert_string_equal(fake_request, "{\"cmd\":\"poll\",\"feed\":\"A b\"}\n");
	assert_int_equal(
	    asked(cmd_retry, "{\"ok\":true,\"alerts\":0}\n", ARGV("retry", SOCKET)), 0);
	assert_string_equal(out.p, "0 alerts\n");
	assert_int_equal(
	    asked(cmd_poll, "{\"error\":\"no such feed\"}\n", ARGV("poll", "x", SOCKET)), 1);
	assert_int_equal(
	    asked(cmd_poll, "{\"error\":\"no memory\"}\n", ARGV("poll", "x", SOCKET)), 2);
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void the_configuration_says_where(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof(path), "%s/c.conf", fake_dir);
	put(path, "[daemon]\ncontrol = sock\n");
	assert_int_equal(
	    asked(cmd_retry, "{\"ok\":true,\"alerts\":2}\n", ARGV("retry", "-c", path)), 0);
	assert_string_equal(out.p, "2 alerts\n");
	/* when the rest of it is wrong, one has most to ask */
	put(path, "[feed x]\n[deamon]\n[daemon]\nopml = none\ncontrol = sock\n");
	assert_int_equal(
	    asked(cmd_retry, "{\"ok\":true,\"alerts\":3}\n", ARGV("retry", "-c", path)), 0);
	assert_string_equal(out.p, "3 alerts\n");
	unlink(path);
	assert_int_equal(capture(cmd_retry, ARGV("retry", "-c", path)), 2);
	has(&err, "No such file");
	assert_int_equal(capture(cmd_retry, ARGV("retry", "--socket", "/nonexistent")), 2);
	assert_string_equal(
	    err.p, "copytaster: copytasterd is not running: there is no /nonexistent\n");
}

static void opml_goes_in_and_out(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof(path), "%s/o.opml", fake_dir);
	put(path, "<opml><body><outline text='A' xmlUrl='http://a/'/></body></opml>");
	assert_int_equal(capture(cmd_opml, ARGV("opml", "import", path)), 0);
	assert_string_equal(out.p, "[feed A]\nurl = http://a/\n");
	put(path, "<html/>");
	assert_int_equal(capture(cmd_opml, ARGV("opml", "import", path)), 2);
	has(&err, "o.opml:1: not OPML");
	put(path, "<opml/>");
	assert_int_equal(capture(cmd_opml, ARGV("opml", "import", path)), 1);
	unlink(path);
	assert_int_equal(asked(cmd_opml, "{\"opml\":\"<?xml?>\\n<opml/>\\n\"}\n",
			     ARGV("opml", "export", SOCKET)),
	    0);
	assert_string_equal(out.p, "<?xml?>\n<opml/>\n");
}

static int setup(void **state)
{
	out = err = BUF_INIT(1 << 20);
	return fake_setup(state);
}

static int teardown(void **state)
{
	buf_free(&out);
	buf_free(&err);
	return fake_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stories_are_listed),
	    cmocka_unit_test(filters_go_to_the_daemon),
	    cmocka_unit_test(bad_arguments_ask_nobody),
	    cmocka_unit_test(help_fits_a_screen),
	    cmocka_unit_test(a_story_that_is_not_there_is_no),
	    cmocka_unit_test(why_shows_both_stories_and_the_evidence),
	    cmocka_unit_test(a_story_is_shown_with_its_text),
	    cmocka_unit_test(alerts_are_shown),
	    cmocka_unit_test(status_and_feeds_are_shown),
	    cmocka_unit_test(lists_fit_the_terminal),
	    cmocka_unit_test(poll_and_retry_say_how_many),
	    cmocka_unit_test(the_configuration_says_where),
	    cmocka_unit_test(opml_goes_in_and_out),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}

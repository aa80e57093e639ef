/* copytaster, asking the running daemon, and by itself. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"

static struct buf out;

/* Runs copytaster COMMAND ... -c CONFIG; the output is in `out`. */
#define TOOL(r, ...) tool(r, (const char *const[]){"copytaster", __VA_ARGS__, NULL})

static int tool(struct rig *r, const char *const *argv)
{
	char config[512];
	const char *args[24] = {0};
	size_t n = 0;
	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	while (argv[n] != NULL && n < 20) {
		args[n] = argv[n];
		n++;
	}
	args[n++] = "-c";
	args[n] = config;
	buf_free(&out);
	out = BUF_INIT(64 << 20);
	return rig_run(r, &out, &out, args);
}

/* The output's lines as JSON. */
static json_t *rows(void)
{
	json_t *all = json_array();
	for (char *line = out.p, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		json_t *one = json_loadb(line, (size_t)(end - line), 0, NULL);
		if (one == NULL)
			rig_fail("no JSON: %s", line);
		json_array_append_new(all, one);
	}
	return all;
}

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s != NULL ? s : "";
}

/* An original, its copy in another feed, and a feed that fails. */
static void start(struct rig *r)
{
	KIT_RSS(r, "a.xml", {"1", "The original", 1}, {"2", "Another story", 2});
	KIT_RSS(r, "b.xml", {"x", "The copy", 1});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FEED KIT_FILE, "a", r->port, "a.xml", "broken",
	    r->port, "status/500", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	kit_polled(r, "broken", 1);
	rig_config(r, KIT_FETCH KIT_FEED KIT_FEED KIT_FEED KIT_FILE, "a", r->port, "a.xml",
	    "broken", r->port, "status/500", "b", r->port, "b.xml", r->dir);
	kill(r->daemon, SIGHUP);
	RIG_WAIT(r, 10, kit_alerts(r, "The copy", "republished") == 1);
}

static void test_status_and_feeds(void **state)
{
	struct rig *r = *state;
	start(r);
	assert_int_equal(TOOL(r, "status"), 0);
	assert_non_null(strstr(out.p, "feeds"));
	assert_int_equal(TOOL(r, "status", "--json"), 0);
	json_t *all = rows(), *status = json_array_get(all, 0);
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(status, "feeds"), "failing")), 1);
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(status, "stories"), "total")), 3);
	json_decref(all);
	assert_int_equal(TOOL(r, "feeds", "--json"), 0);
	all = rows();
	assert_int_equal(json_array_size(all), 3);
	size_t i;
	json_t *one;
	json_array_foreach(all, i, one)
	{
		bool broken = strcmp(text_of(one, "name"), "broken") == 0;
		assert_string_equal(text_of(one, "state"), broken ? "server error" : "ok");
		assert_true(json_is_string(json_object_get(one, "next_poll")));
		assert_int_equal(json_is_string(json_object_get(one, "last_error")), broken);
	}
	json_decref(all);
	assert_int_equal(TOOL(r, "feeds", "--failing"), 0);
	assert_non_null(strstr(out.p, "broken"));
	assert_non_null(strstr(out.p, "500"));
}

static void test_stories_and_why(void **state)
{
	struct rig *r = *state;
	char id[32];
	start(r);
	assert_int_equal(TOOL(r, "stories", "--json", "--verdict", "republished"), 0);
	json_t *all = rows(), *copy = json_array_get(all, 0);
	assert_int_equal(json_array_size(all), 1);
	assert_string_equal(text_of(copy, "title"), "The copy");
	snprintf(id, sizeof(id), "%lld", json_integer_value(json_object_get(copy, "id")));
	json_decref(all);
	assert_int_equal(TOOL(r, "stories", "--verdict", "rewritten"), 1);
	assert_int_equal(TOOL(r, "stories", "--feed", "a"), 0);
	assert_non_null(strstr(out.p, "Another story"));
	assert_null(strstr(out.p, "The copy"));
	assert_int_equal(TOOL(r, "story", id), 0);
	assert_non_null(strstr(out.p, "The copy"));
	assert_int_equal(TOOL(r, "why", id), 0);
	assert_non_null(strstr(out.p, "The original"));
	assert_int_equal(TOOL(r, "why", id, "--json"), 0);
	all = rows();
	assert_string_equal(
	    text_of(json_object_get(json_array_get(all, 0), "of"), "title"), "The original");
	assert_true(json_is_object(json_object_get(json_array_get(all, 0), "evidence")));
	json_decref(all);
	assert_int_equal(TOOL(r, "why", "4711"), 1);
	assert_int_equal(TOOL(r, "why", "x"), 2);
}

static void test_alerts(void **state)
{
	struct rig *r = *state;
	char config[512];
	start(r);
	assert_int_equal(TOOL(r, "alerts", "--json", "-n", "2"), 0);
	json_t *all = rows();
	assert_int_equal(json_array_size(all), 2);
	assert_string_equal(text_of(json_array_get(all, 1), "verdict"), "republished");
	json_decref(all);
	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	pid_t pid =
	    RIG_START(r, "followed", "copytaster", "alerts", "--json", "--follow", "-c", config);
	json_t *lines = NULL;
	RIG_WAIT(r, 10,
	    (json_decref(lines), lines = rig_lines(r, "followed"), json_array_size(lines) == 3));
	KIT_RSS(r, "a.xml", {"3", "A late story", 3}, {"1", "The original", 1},
	    {"2", "Another story", 2});
	assert_int_equal(TOOL(r, "poll", "a"), 0);
	RIG_WAIT(r, 10,
	    (json_decref(lines), lines = rig_lines(r, "followed"), json_array_size(lines) == 4));
	assert_string_equal(
	    text_of(json_object_get(json_array_get(lines, 3), "story"), "title"), "A late story");
	json_decref(lines);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

static void test_no_daemon(void **state)
{
	struct rig *r = *state;
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	assert_int_equal(TOOL(r, "status"), 2);
	assert_non_null(strstr(out.p, "copytaster: "));
	assert_int_equal(TOOL(r, "no-such-command"), 2);
}

/* A list goes through the daemon and comes out the same. */
static void test_opml(void **state)
{
	struct rig *r = *state;
	char list[512];
	start(r);
	assert_int_equal(TOOL(r, "opml", "export"), 0);
	rig_write(r, "list.opml", "%s", out.p);
	snprintf(list, sizeof(list), "%s/list.opml", r->dir);
	assert_int_equal(
	    RIG_RUN(r, NULL, NULL, "copytaster", "opml", "import", "/no/such/file"), 2);
	buf_free(&out);
	assert_int_equal(RIG_RUN(r, &out, NULL, "copytaster", "opml", "import", list), 0);
	assert_non_null(strstr(out.p, "[feed a]"));
	assert_non_null(strstr(out.p, "/b.xml"));
}

/* What can be taken of a list is. */
static void test_opml_in_part(void **state)
{
	struct rig *r = *state;
	char list[512];
	struct buf some = BUF_INIT(1 << 16), errors = BUF_INIT(1 << 16);
	rig_write(r, "mixed.opml",
	    "<opml><body><outline text='x' xmlUrl='exec:~/bin/x'/>\n"
	    "<outline text='y' xmlUrl='https://y.example/'/></body></opml>");
	snprintf(list, sizeof(list), "%s/mixed.opml", r->dir);
	assert_int_equal(RIG_RUN(r, &some, &errors, "copytaster", "opml", "import", list), 1);
	assert_string_equal(some.p, "[feed y]\nurl = https://y.example/\n");
	assert_non_null(strstr(errors.p, "mixed.opml:1: xmlUrl must be "));
	rig_write(r, "none.opml", "<html/>");
	snprintf(list, sizeof(list), "%s/none.opml", r->dir);
	assert_int_equal(RIG_RUN(r, NULL, NULL, "copytaster", "opml", "import", list), 2);
	buf_free(&some);
	buf_free(&errors);
}

static void test_by_itself(void **state)
{
	struct rig *r = *state;
	char path[512];
	KIT_RSS(r, "a.xml", {"1", "The original", 1}, {"2", "Another story", 2});
	snprintf(path, sizeof(path), "%s/www/a.xml", r->dir);
	buf_free(&out);
	out = BUF_INIT(1 << 20);
	assert_int_equal(RIG_RUN(r, &out, NULL, "copytaster", "parse", path), 0);
	json_t *feed = json_loads(out.p, 0, NULL);
	assert_string_equal(text_of(feed, "format"), "rss20");
	assert_int_equal(json_array_size(json_object_get(feed, "entries")), 2);
	json_decref(feed);
	rig_write(r, "page", "<!DOCTYPE html><html><body>Hello</body></html>");
	snprintf(path, sizeof(path), "%s/page", r->dir);
	assert_int_equal(RIG_RUN(r, NULL, NULL, "copytaster", "parse", path), 1);
	rig_write(r, "stories",
	    "{\"id\":\"1\",\"source\":\"a\",\"title\":\"x\",\"text\":\"%s\"}\nno story\n",
	    kit_text(1));
	snprintf(path, sizeof(path), "%s/stories", r->dir);
	buf_free(&out);
	RIG_RUN(r, &out, NULL, "copytaster", "judge", path);
	json_t *all = rows();
	assert_int_equal(json_array_size(all), 2);
	assert_string_equal(text_of(json_array_get(all, 0), "verdict"), "new");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(all, 1), "line")), 2);
	json_decref(all);
	buf_free(&out);
}

/* UTF-16 with its mark. */
static void write_wide(struct rig *r, const char *name, const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", r->dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs("\xFF\xFE", f);
	for (; *text != '\0'; text++) {
		fputc(*text, f);
		fputc('\0', f);
	}
	fclose(f);
}

/* A text may be in another character set, and have a mark; a disk may be full. */
static void test_compare(void **state)
{
	struct rig *r = *state;
	static const char one[] =
	    "Le maire de Besan\xC3\xA7on a inaugur\xC3\xA9 le th\xC3\xA9\xC3\xA2tre "
	    "r\xC3\xA9nov\xC3\xA9 samedi. Il a co\xC3\xBBt\xC3\xA9 12 millions.",
			  latin[] = "Le maire de Besan\xE7on a inaugur\xE9 le th\xE9\xE2tre "
				    "r\xE9nov\xE9 samedi. Il a co\xFBt\xE9 12 millions.";
	char a[512], b[512], command[2048];

	rig_write(r, "a", "\xEF\xBB\xBF%s", one);
	rig_write(r, "b", "%s", latin);
	snprintf(a, sizeof(a), "%s/a", r->dir);
	snprintf(b, sizeof(b), "%s/b", r->dir);
	buf_free(&out);
	out = BUF_INIT(1 << 20);
	assert_int_equal(RIG_RUN(r, &out, NULL, "copytaster", "compare", "--json", a, b), 0);
	json_t *all = rows();
	assert_string_equal(text_of(json_array_get(all, 0), "verdict"), "republished");
	json_decref(all);
	assert_null(strstr(out.p, "\xEF\xBB\xBF"));
	assert_non_null(strstr(out.p, "Besan\xC3\xA7on"));
	write_wide(r, "b",
	    "<!DOCTYPE html><body><p>Le maire de Besancon a inaugure le theatre "
	    "renove samedi.</p>");
	buf_clear(&out);
	assert_int_equal(RIG_RUN(r, &out, NULL, "copytaster", "compare", "--json", b, b), 0);
	assert_null(strstr(out.p, "html>")); /* a page's markup is no text */
	rig_write(r, "b", "%2000s<!DOCTYPE html><html><body><p>%s</p>", "\n", kit_text(1));
	buf_clear(&out);
	assert_int_equal(RIG_RUN(r, &out, NULL, "copytaster", "compare", "--json", b, b), 0);
	assert_null(strstr(out.p, "html>"));  /* whatever stands before it */
	rig_write(r, "a", "%s", kit_text(1)); /* more evidence than standard output holds back */
	FILE *f = fopen(a, "ae");
	for (unsigned i = 2; i < 20; i++)
		fprintf(f, "\n\n%s", kit_text(i));
	fclose(f);
	snprintf(
	    command, sizeof(command), "%s/copytaster compare %s %s >/dev/full", r->build, a, a);
	int status = system(command);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 2);
	buf_free(&out);
}

/* A file that is not there ends it; what was judged before is told, and kept. */
static void test_a_file_is_missing(void **state)
{
	struct rig *r = *state;
	char path[512], none[512], store[512];

	rig_write(r, "stories", "{\"id\":\"1\",\"title\":\"x\",\"text\":\"%s\"}\nno story\n",
	    kit_text(1));
	snprintf(path, sizeof(path), "%s/stories", r->dir);
	snprintf(none, sizeof(none), "%s/none", r->dir);
	snprintf(store, sizeof(store), "%s/s.db", r->dir);
	for (int again = 0; again < 2; again++) {
		struct buf err = BUF_INIT(1 << 16);

		buf_free(&out);
		out = BUF_INIT(1 << 20);
		assert_int_equal(RIG_RUN(r, &out, &err, "copytaster", "judge", "--store", store,
				     path, none, path),
		    2);
		assert_non_null(strstr(err.p, "none: No such file or directory"));
		json_t *all = rows();
		assert_int_equal(json_array_size(all), 2);
		assert_string_equal(
		    text_of(json_array_get(all, 0), "verdict"), again ? "republished" : "new");
		assert_string_equal(text_of(json_array_get(all, 1), "file"), path);
		json_decref(all);
		buf_free(&err);
	}
	buf_free(&out);
}

static int end_of(pid_t pid)
{
	int status;
	for (int i = 0; i < 100 * rig_patience(); i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		rig_sleep(100);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return -1;
}

/* Who follows ends when nobody reads it, and when the daemon does. */
static void test_following_ends(void **state)
{
	struct rig *r = *state;
	char config[512], to[512], line[16];
	start(r);
	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	snprintf(to, sizeof(to), "%s/reader", r->dir);
	assert_int_equal(mkfifo(to, 0600), 0);
	int fd = open(to, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	pid_t pid = RIG_START(r, "reader", "copytaster", "alerts", "-f", "-c", config);
	RIG_WAIT(r, 10, read(fd, line, sizeof(line)) > 0);
	close(fd);
	assert_int_equal(end_of(pid), 2);
	pid = RIG_START(r, "followed", "copytaster", "alerts", "--json", "-f", "-c", config);
	json_t *lines = NULL;
	RIG_WAIT(r, 10,
	    (json_decref(lines), lines = rig_lines(r, "followed"), json_array_size(lines) == 3));
	json_decref(lines);
	rig_daemon_end(r, SIGTERM, 5000);
	assert_int_equal(end_of(pid), 2);
}

/* What is loaded is not judged, and what is judged then is judged against it. */
static void test_bulk(void **state)
{
	struct rig *r = *state;
	char path[512], store[512], one[2048], two[2048];
	snprintf(one, sizeof(one), "%s", kit_text(1));
	snprintf(two, sizeof(two), "%s", kit_text(2));
	rig_write(r, "archive",
	    "{\"id\":\"1\",\"source\":\"a\",\"title\":\"x\",\"text\":\"%s\"}\nno story\n"
	    "{\"id\":\"2\",\"source\":\"a\",\"title\":\"y\",\"text\":\"%s\"}\n"
	    "{\"id\":\"1\",\"source\":\"a\",\"title\":\"x\",\"text\":\"%s\"}\n",
	    one, two, one);
	snprintf(path, sizeof(path), "%s/archive", r->dir);
	snprintf(store, sizeof(store), "%s/s.db", r->dir);
	assert_int_equal(RIG_RUN(r, NULL, NULL, "copytaster", "judge", "--bulk", path), 2);
	buf_free(&out);
	out = BUF_INIT(1 << 20);
	assert_int_equal(
	    RIG_RUN(r, &out, NULL, "copytaster", "judge", "--store", store, "--bulk", path), 1);
	json_t *all = rows();
	assert_int_equal(json_array_size(all), 1); /* the line that is no story */
	assert_int_equal(json_integer_value(json_object_get(json_array_get(all, 0), "line")), 2);
	json_decref(all);
	rig_write(
	    r, "late", "{\"id\":\"9\",\"source\":\"b\",\"title\":\"z\",\"text\":\"%s\"}\n", two);
	snprintf(path, sizeof(path), "%s/late", r->dir);
	buf_free(&out);
	assert_int_equal(RIG_RUN(r, &out, NULL, "copytaster", "judge", "--store", store, path), 0);
	all = rows();
	assert_string_equal(text_of(json_array_get(all, 0), "verdict"), "republished");
	assert_string_equal(text_of(json_array_get(all, 0), "of"), "2");
	json_decref(all);
	buf_free(&out);
}

static size_t told(const struct rig *r)
{
	json_t *all = rig_lines(r, "told");
	size_t n = json_array_size(all);
	json_decref(all);
	return n;
}

/* Who sends a story now and then hears of each before the next. */
static void test_slow_wire(void **state)
{
	struct rig *r = *state;
	char wire[512], store[512];
	int status;

	snprintf(wire, sizeof(wire), "%s/wire", r->dir);
	snprintf(store, sizeof(store), "%s/slow.db", r->dir);
	assert_int_equal(mkfifo(wire, 0600), 0);
	pid_t pid = RIG_START(r, "told", "copytaster", "judge", "--store", store, wire);
	FILE *f = fopen(wire, "we");
	assert_non_null(f);
	for (unsigned i = 1; i <= 3; i++) {
		fprintf(f, "{\"id\":\"%u\",\"source\":\"a\",\"title\":\"x\",\"text\":\"%s\"}\n", i,
		    kit_text(i));
		fflush(f);
		RIG_WAIT(r, 10, told(r) == i);
	}
	fclose(f);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	assert_int_equal(told(r), 3);
}

/* The runner of hooks tells its use like any program. */
static void test_the_hook_runner_by_hand(void **state)
{
	static const struct {
		const char *argument, *out, *err;
		int status;
	} rows[] = {
	    {"--version", "copytaster-hook ", "", 0},
	    {"--help", "usage: ", "", 0},
	    {"surplus", "", "usage: ", 2},
	    {"-x", "", "copytaster-hook: invalid option", 2},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf err = BUF_INIT(1 << 16);

		out = BUF_INIT(1 << 16);
		assert_int_equal(RIG_RUN(*state, &out, &err, "copytaster-hook", rows[i].argument),
		    rows[i].status);
		assert_ptr_equal(strstr(out.p, rows[i].out), out.p);
		assert_non_null(strstr(err.p, rows[i].err));
		assert_int_equal(out.p[0] == '\0', rows[i].out[0] == '\0');
		assert_int_equal(err.p[0] == '\0', rows[i].err[0] == '\0');
		buf_free(&out);
		buf_free(&err);
	}
}

KIT_MAIN(KIT_TEST(test_the_hook_runner_by_hand), KIT_TEST(test_status_and_feeds),
    KIT_TEST(test_stories_and_why), KIT_TEST(test_alerts), KIT_TEST(test_no_daemon),
    KIT_TEST(test_opml), KIT_TEST(test_opml_in_part), KIT_TEST(test_by_itself), KIT_TEST(test_bulk), KIT_TEST(test_compare),
    KIT_TEST(test_a_file_is_missing), KIT_TEST(test_following_ends), KIT_TEST(test_slow_wire))

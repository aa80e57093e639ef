/* copytaster, asking the running daemon, and by itself. */
#include <sys/wait.h>

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
    KIT_TEST(test_opml), KIT_TEST(test_by_itself), KIT_TEST(test_bulk))

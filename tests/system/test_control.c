/* Starting, reloading and stopping; --check and --once. */
#include <sys/socket.h>
#include <sys/un.h>

#include "kit.h"

#define RUN(r, out, err, ...) RIG_RUN(r, out, err, __VA_ARGS__)

static char *config_path(const struct rig *r)
{
	static char path[512];
	snprintf(path, sizeof(path), "%s/copytaster.conf", r->dir);
	return path;
}

static void one_feed(struct rig *r)
{
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
}

static void test_check_accepts(void **state)
{
	struct rig *r = *state;
	struct buf out = BUF_INIT(1 << 20);
	one_feed(r);
	assert_int_equal(RUN(r, &out, NULL, "copytasterd", "-c", config_path(r), "--check"), 0);
	assert_non_null(strstr(out.p, "configuration OK"));
	assert_false(rig_exists(r, "store.db"));
	buf_free(&out);
}

/* Every error of the file at once, each with its line. */
static void test_check_tells_all_errors(void **state)
{
	struct rig *r = *state;
	struct buf out = BUF_INIT(1 << 20);
	one_feed(r);
	rig_write(r, "copytaster.conf",
	    "[daemon]\n"                    /* 1 */
	    "colour = blue\n"               /* 2: unknown key */
	    "[fetch]\n"                     /* 3 */
	    "interval = soon\n"             /* 4: no duration */
	    "concurrency = 0\n"             /* 5: out of range */
	    "[fruit]\n"                     /* 6: unknown section */
	    "[feed a]\n"                    /* 7 */
	    "url = gopher://example.org/\n" /* 8: not http */
	    "[feed a]\n"                    /* 9: twice */
	    "url = http://example.org/\n"   /* 10 */
	    "[feed b]\n"                    /* 11: no url */
	    "[alert x]\n"                   /* 12 */
	    "type = pigeon\n"               /* 13: no such type */
	    "verdicts = new, wrong\n");     /* 14: no such verdict */
	assert_int_equal(RUN(r, &out, &out, "copytasterd", "-c", config_path(r), "--check"), 1);
	static const int lines[] = {2, 4, 5, 6, 8, 9, 11, 13, 14};
	for (size_t i = 0; i < COUNT(lines); i++) {
		char place[600];
		snprintf(place, sizeof(place), "copytaster.conf:%d: ", lines[i]);
		if (strstr(out.p, place) == NULL)
			rig_fail("--check does not tell of line %d, but:\n%s", lines[i], out.p);
	}
	assert_null(strstr(out.p, "configuration OK"));
	buf_free(&out);
}

static void test_no_start_with_a_bad_config(void **state)
{
	struct rig *r = *state;
	struct buf err = BUF_INIT(1 << 20);
	rig_write(r, "copytaster.conf", "[daemon]\nstore = %s/store.db\nnonsense\n", r->dir);
	assert_int_not_equal(RUN(r, NULL, &err, "copytasterd", "-c", config_path(r)), 0);
	assert_non_null(strstr(err.p, "copytaster.conf:3: "));
	assert_false(rig_exists(r, "store.db"));
	assert_int_not_equal(RUN(r, NULL, NULL, "copytasterd", "-c", "/no/such/file"), 0);
	buf_free(&err);
}

static void test_once(void **state)
{
	struct rig *r = *state;
	one_feed(r);
	assert_int_equal(RUN(r, NULL, NULL, "copytasterd", "-c", config_path(r), "--once"), 0);
	assert_int_equal(kit_alerts(r, NULL, "new"), 2);
	assert_int_equal(rig_requests(r, "/a.xml"), 1);
	rig_config(r, KIT_FETCH KIT_FEED KIT_FEED KIT_FILE, "a", r->port, "a.xml", "b", r->port,
	    "status/500", r->dir);
	assert_int_equal(RUN(r, NULL, NULL, "copytasterd", "-c", config_path(r), "--once"), 1);
	assert_int_equal(rig_requests(r, "/status/500"), 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
}

static void test_a_store_that_is_none_stays_as_it_is(void **state)
{
	struct rig *r = *state;
	struct buf err = BUF_INIT(1 << 20);
	one_feed(r);
	rig_write(r, "store.db", "My diary. %01000d", 7);
	char *before = rig_read(r, "store.db");
	assert_int_equal(RUN(r, NULL, &err, "copytasterd", "-c", config_path(r), "--once"), 2);
	assert_non_null(strstr(err.p, "not a database"));
	char *after = rig_read(r, "store.db");
	assert_string_equal(before, after);
	free(before);
	free(after);
	buf_free(&err);
}

static void test_reload(void **state)
{
	struct rig *r = *state;
	one_feed(r);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	KIT_RSS(r, "b.xml", {"3", "Three", 3});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FEED KIT_FILE, "a", r->port, "a.xml", "b", r->port,
	    "b.xml", r->dir);
	kill(r->daemon, SIGHUP);
	RIG_WAIT(r, 10, kit_alerts(r, "Three", "new") == 1);
	assert_int_equal(rig_requests(r, "/a.xml"), 1);
}

static void test_a_bad_reload_keeps_the_old(void **state)
{
	struct rig *r = *state;
	one_feed(r);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	rig_config(r, "[feed a]\nurl = nonsense\n");
	kill(r->daemon, SIGHUP);
	char *log = NULL;
	RIG_WAIT(r, 10,
	    (free(log), log = rig_read(r, "daemon.log"), strstr(log, "copytaster.conf:5: ")));
	free(log);
	KIT_RSS(r, "a.xml", {"3", "Three", 3}, {"1", "One", 1}, {"2", "Two", 2});
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Three", "new") == 1);
}

/* Even with a fetch under way that would take a minute. */
static void test_stops_within_seconds(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FEED KIT_FILE, "a", r->port, "a.xml", "slow", r->port,
	    "a.xml?delay=60000&x", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	RIG_WAIT(r, 10, rig_requests(r, "/a.xml") == 2);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	/* the alert was delivered, or is at the next start */
	if (kit_alerts(r, "One", "new") == 0) {
		rig_daemon(r);
		RIG_WAIT(r, 10, kit_alerts(r, "One", "new") == 1);
		assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	}
	assert_int_equal(kit_alerts(r, "One", "new"), 1);
	assert_false(rig_exists(r, "control.sock"));
}

/* Stopped in the middle of delivering: what is left comes after the next start. */
static void test_stops_among_deliveries(void **state)
{
	enum { ITEMS = 60 };
	static struct kit_item items[ITEMS];
	static char titles[ITEMS][16];
	struct rig *r = *state;
	for (unsigned i = 0; i < ITEMS; i++) {
		snprintf(titles[i], sizeof(titles[i]), "Story %u", i);
		items[i] = (struct kit_item){titles[i], titles[i], i};
	}
	kit_rss(r, "a.xml", items, ITEMS);
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) > 0);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 3000), 0);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= ITEMS);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 3000), 0);
	kit_no_repeats(r, "alerts.jsonl");
	assert_int_equal(kit_alerts(r, NULL, NULL), ITEMS);
}

/* Thousands of stories wait to be judged: questions are answered at once, and a
 * stop does not wait for them (they were not stored: the next start polls again). */
static void test_answers_and_stops_under_load(void **state)
{
	enum { FEEDS = 60 };
	struct buf conf = BUF_INIT(1 << 20);
	rig_generated = "60:30";
	struct rig *r = rig_new(((struct rig *)*state)->build, NULL);
	rig_generated = "20:20";
	for (unsigned i = 0; i < FEEDS; i++)
		buf_addf(&conf, "[feed %u]\nurl = http://127.1.0.%u:%u/g/%u.xml\n", i, i + 1,
		    r->port, i);
	rig_config(r, KIT_FETCH KIT_FILE "%.*s", r->dir, (int)conf.n, conf.p);
	buf_free(&conf);
	rig_daemon(r);
	RIG_WAIT(r, 10, rig_requests(r, "/g/59.xml") == 1);
	int64_t start = rig_now_ms();
	json_decref(rig_ask(r, "{\"cmd\":\"status\"}"));
	int64_t answered = rig_now_ms() - start;
	assert_int_equal(rig_daemon_end(r, SIGTERM, 15000), 0);
	rig_free(r);
	assert_in_range(answered, 0, 2500 * rig_patience());
}

/* How many feeds the daemon tells; while it starts, its answer is an error. */
static size_t feeds_told(struct rig *r)
{
	json_t *all = rig_ask(r, "{\"cmd\":\"feeds\"}"), *first = json_array_get(all, 0);
	size_t n = json_object_get(first, "error") != NULL ? 0 : json_array_size(all);
	json_decref(all);
	return n;
}

/* Questions that come before the configuration is taken get an answer, too. */
static void test_asked_before_it_is_ready(void **state)
{
	struct rig *r = *state;
	static const char *const questions[] = {"{\"cmd\":\"feeds\"}", "{\"cmd\":\"status\"}",
	    "{\"cmd\":\"opml\"}", "{\"cmd\":\"poll\"}"};
	one_feed(r);
	for (int i = 0; i < 8; i++) {
		rig_daemon_spawn(r);
		while (!rig_listens(r) && rig_daemon_runs(r))
			rig_sleep(1);
		json_decref(rig_ask(r, questions[i % 4]));
		RIG_WAIT(r, 10, feeds_told(r) == 1);
		assert_int_equal(rig_daemon_end(r, SIGKILL, 5000), 128 + SIGKILL);
		rig_remove(r, "control.sock");
	}
}

static void test_two_daemons_on_one_store(void **state)
{
	struct rig *r = *state;
	one_feed(r);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	assert_int_not_equal(RUN(r, NULL, NULL, "copytasterd", "-c", config_path(r)), 0);
	assert_true(rig_daemon_runs(r));
	kit_poll(r, "a");
}

static int connect_to(const struct rig *r)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/control.sock", r->dir);
	assert_int_equal(connect(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	return fd;
}

/* Clients that connect and say nothing, or follow for ever, lock nobody out. */
static void test_idle_clients_lock_nobody_out(void **state)
{
	static const char follow[] = "{\"cmd\":\"alerts\",\"follow\":true}\n";
	struct rig *r = *state;
	int fds[200];

	kit_start(r, "");
	for (size_t i = 0; i < 200; i++) {
		fds[i] = connect_to(r);
		if (i % 2 == 0)
			assert_int_equal(send(fds[i], follow, sizeof(follow) - 1, MSG_NOSIGNAL),
			    sizeof(follow) - 1);
	}
	json_t *status = rig_ask(r, "{\"cmd\":\"status\"}");
	assert_non_null(json_object_get(json_array_get(status, 0), "stories"));
	json_decref(status);
	KIT_RSS(r, "a.xml", {"2", "Two", 2});
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Two", NULL) == 1);
	char chunk[16384] = "";
	size_t got = 0; /* who follows, hears */
	while (strstr(chunk, "\"Two\"") == NULL) {
		ssize_t n = recv(fds[0], chunk + got, sizeof(chunk) - 1 - got, 0);
		assert_true(n > 0);
		got += (size_t)n;
	}
	for (size_t i = 0; i < 200; i++)
		close(fds[i]);
}

/* Who follows and does not read for a while is told all of it, once and in order. */
static void test_a_slow_follower_misses_nothing(void **state)
{
	enum { MANY = 600 };
	static const char follow[] = "{\"cmd\":\"alerts\",\"follow\":true}\n";
	struct rig *r = *state;
	struct buf items = BUF_INIT(8 << 20), got = BUF_INIT(64 << 20);
	char piece[4096], title[32];
	size_t told = 0;

	kit_start(r, "");
	int fd = connect_to(r);
	assert_int_equal(send(fd, follow, sizeof(follow) - 1, MSG_NOSIGNAL), sizeof(follow) - 1);
	for (int i = 1; i <= MANY; i++)
		buf_addf(&items,
		    "<item><title>Story %03d.</title><guid isPermaLink='false'>g%d</guid>"
		    "<category>%0400d</category></item>",
		    i, i, i);
	rig_write(r, "www/a.xml",
	    "<rss version='2.0'><channel><title>T</title>%.*s</channel></rss>", (int)items.n,
	    items.p);
	kit_poll(r, "a");
	RIG_WAIT(r, 30, kit_alerts(r, NULL, NULL) >= MANY);
	while (told < MANY) {
		ssize_t n = recv(fd, piece, sizeof(piece), 0);
		assert_true(n > 0);
		for (ssize_t i = 0; i < n; i++)
			told += piece[i] == '\n';
		buf_add(&got, piece, (size_t)n);
	}
	for (int i = 1; i <= MANY; i++) {
		snprintf(title, sizeof(title), "\"Story %03d.\"", i);
		struct view all = buf_view(&got);
		size_t at = view_find(all, view_of(title));

		assert_true(at != SIZE_MAX);
		assert_true(view_find(view_sub(all, at + 1, all.n), view_of(title)) == SIZE_MAX);
	}
	close(fd);
	buf_free(&items);
	buf_free(&got);
}

/* An alert file that cannot be opened is told at the start. */
static void test_a_missing_directory_is_told(void **state)
{
	struct rig *r = *state;

	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_config(r,
	    KIT_FETCH KIT_FEED "[alert far]\ntype = file\npath = %s/no/such/file\nfeeds = a\n", "a",
	    r->port, "a.xml", r->dir);
	rig_daemon(r);
	assert_int_equal(kit_logged(r, "[alert far]: "), 1);
}

KIT_MAIN(KIT_TEST(test_idle_clients_lock_nobody_out), KIT_TEST(test_a_slow_follower_misses_nothing),
    KIT_TEST(test_a_missing_directory_is_told), KIT_TEST(test_check_accepts),
    KIT_TEST(test_check_tells_all_errors), KIT_TEST(test_no_start_with_a_bad_config),
    KIT_TEST(test_once), KIT_TEST(test_a_store_that_is_none_stays_as_it_is), KIT_TEST(test_reload),
    KIT_TEST(test_a_bad_reload_keeps_the_old), KIT_TEST(test_stops_within_seconds),
    KIT_TEST(test_stops_among_deliveries), KIT_TEST(test_answers_and_stops_under_load),
    KIT_TEST(test_asked_before_it_is_ready), KIT_TEST(test_two_daemons_on_one_store))

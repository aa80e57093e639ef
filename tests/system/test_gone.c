/* Feeds that move, go, or fail: what is believed, who is told, who is left alone. */
#include "kit.h"

#define ITEMS                 \
	{"1", "One", 1},      \
	{                     \
		"2", "Two", 2 \
	}

static void start_at(struct rig *r, const char *path)
{
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, path, r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
}

static void poll_more(struct rig *r, int times)
{
	while (times-- > 0)
		kit_poll(r, "a");
}

/* Three times the same answer, and it is believed; a restart knows. */
static void moves_for_good(struct rig *r, const char *path)
{
	char asked[100];
	KIT_RSS(r, "b.xml", ITEMS);
	start_at(r, path);
	snprintf(asked, sizeof(asked), "/%.*s", (int)strcspn(path, "?"), path);
	poll_more(r, 1);
	json_t *f = kit_feed(r, "a");
	assert_true(json_is_null(json_object_get(f, "moved_url")));
	json_decref(f);
	poll_more(r, 3);
	assert_int_equal(rig_requests(r, asked), 3);
	assert_int_equal(rig_requests(r, "/b.xml"), 5);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	poll_more(r, 1);
	assert_int_equal(rig_requests(r, asked), 3);
	assert_int_equal(kit_status(r, "/b.xml", 5), 304);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
}

static void test_301_is_believed_when_it_repeats(void **state)
{
	moves_for_good(*state, "redirect/301?to=/b.xml");
}

static void test_308_is_believed_when_it_repeats(void **state)
{
	moves_for_good(*state, "redirect/308?to=/b.xml");
}

/* Six polls, and each asks where the configuration says. */
static void stays(struct rig *r, const char *path)
{
	char asked[100];
	start_at(r, path);
	poll_more(r, 5);
	snprintf(asked, sizeof(asked), "/%.*s", (int)strcspn(path, "?"), path);
	assert_int_equal(rig_requests(r, asked), 6);
	json_t *f = kit_feed(r, "a");
	assert_true(json_is_null(json_object_get(f, "moved_url")));
	json_decref(f);
}

static void test_302_is_never_believed(void **state)
{
	KIT_RSS(*state, "b.xml", ITEMS);
	stays(*state, "redirect/302?to=/b.xml");
}

static void test_307_is_never_believed(void **state)
{
	KIT_RSS(*state, "b.xml", ITEMS);
	stays(*state, "redirect/307?to=/b.xml");
}

/* Moved for good to a place that leads on for now: the place is believed, not where
 * it leads. */
static void test_a_chain_ends_at_its_first_302(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "b.xml", ITEMS);
	start_at(r, "redirect/301?to=/redirect/302%3Fto=/b.xml");
	poll_more(r, 5);
	assert_int_equal(rig_requests(r, "/redirect/301"), 3);
	assert_int_equal(rig_requests(r, "/redirect/302"), 6);
	json_t *f = kit_feed(r, "a");
	assert_non_null(
	    strstr(json_string_value(json_object_get(f, "moved_url")), "/redirect/302?"));
	json_decref(f);
}

/* A login page, as of a hotel's network. */
static void test_301_to_what_is_no_feed_is_not_believed(void **state)
{
	rig_write(*state, "www/b.html", "<!DOCTYPE html><html><title>Log in</title>");
	stays(*state, "redirect/301?to=/b.html");
}

static void test_301_into_a_private_network_is_not_believed(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "b.xml", ITEMS);
	char path[100];
	snprintf(path, sizeof(path), "redirect/301?to=http://127.9.9.9:%u/b.xml", r->port);
	rig_config(r, "[fetch]\nallow = 127.0.0.1/32\ninterval = 1h\nmin_interval = 1s\n" KIT_FEED,
	    "a", r->port, path);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	poll_more(r, 4);
	assert_true(kit_state(r, "a", "blocked"));
	assert_int_equal(rig_requests(r, "/redirect/301"), 5);
	assert_int_equal(rig_requests(r, "/b.xml"), 0);
}

static void test_410_ends_it(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(r, "www/a.xml.how", "status=410");
	kit_start(r, "interval = 1s\nmax_interval = 1s");
	assert_true(kit_state(r, "a", "gone"));
	assert_int_equal(kit_pause(r, "a"), -1);
	assert_int_equal(kit_logged(r, "gone for good"), 1);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	rig_sleep(2500);
	assert_int_equal(rig_requests(r, "/a.xml"), 1);
	assert_int_equal(kit_logged(r, "gone for good"), 1);
}

/* For a label of a name: no name server is asked, which might be silent here. */
#define TOO_LONG "a123456789b123456789c123456789d123456789e123456789f123456789g123"

/* What fails, and keeps failing: told once, asked ever less often, told again
 * when it works. */
static void test_failures_back_off_and_are_told_once(void **state)
{
	static const struct {
		const char *name, *url, *state;
	} feeds[] = {
	    {"missing", "http://127.0.0.1:%u/no-such-file", "not found"},
	    {"refused", "http://127.0.0.1:%u/status/403", "forbidden"},
	    {"broken", "http://127.0.0.1:%u/status/500", "server error"},
	    {"gateway", "http://127.0.0.1:%u/status/502", "server error"},
	    {"nameless", "http://" TOO_LONG ".invalid:%u/", "dns"},
	    {"nobody", "http://127.0.0.3:1/%u", "connect"},
	    {"page", "http://127.0.0.1:%u/page.html", "not a feed"},
	};
	enum { FEEDS = COUNT(feeds) };
	struct rig *r = *state;
	struct buf conf = BUF_INIT(100000);
	char line[100];
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(r, "www/page.html", "<!DOCTYPE html><html><title>x</title>");
	buf_adds(&conf, "[fetch]\nallow = 127.0.0.0/8\ninterval = 10m\nmax_interval = 30m\n");
	for (size_t i = 0; i < FEEDS; i++) {
		buf_addf(&conf, "[feed %s]\nurl = ", feeds[i].name);
		snprintf(line, sizeof(line), "%.*s%u%s",
		    (int)(strstr(feeds[i].url, "%u") - feeds[i].url), feeds[i].url, r->port,
		    strstr(feeds[i].url, "%u") + 2);
		buf_addf(&conf, "%s\n", line);
	}
	kit_daemon(r, &conf);
	for (size_t i = 0; i < FEEDS; i++) {
		static const int64_t pauses[] = {600, 1200, 1800, 1800};
		kit_polled(r, feeds[i].name, 1);
		for (int k = 0; k < 4; k++) {
			if (k > 0)
				kit_poll(r, feeds[i].name);
			if (!kit_state(r, feeds[i].name, feeds[i].state))
				rig_fail(
				    "%s is not in the state %s", feeds[i].name, feeds[i].state);
			assert_in_range(
			    kit_pause(r, feeds[i].name), pauses[k], pauses[k] + pauses[k] / 10);
		}
		snprintf(line, sizeof(line), "feed %s: %s", feeds[i].name, feeds[i].state);
		assert_int_equal(kit_logged(r, line), 1);
	}
	KIT_RSS(r, "page.html", ITEMS);
	kit_poll(r, "page");
	kit_poll(r, "page");
	assert_int_equal(kit_logged(r, "feed page: works again"), 1);
}

static void test_a_page_names_its_feed(void **state)
{
	struct rig *r = *state;
	rig_write(r, "www/a.xml",
	    "<!DOCTYPE html><html><head><title>News</title><link rel=\"alternate\" "
	    "type=\"application/rss+xml\" href=\"/feeds/all?x=1&amp;y=2\"></head><body>x");
	kit_start(r, "");
	json_t *f = kit_feed(r, "a");
	char want[200];
	snprintf(want, sizeof(want),
	    "an HTML page; it names a feed: http://127.0.0.1:%u/feeds/all?x=1&y=2", r->port);
	assert_string_equal(json_string_value(json_object_get(f, "state")), "not a feed");
	assert_string_equal(json_string_value(json_object_get(f, "last_error")), want);
	json_decref(f);
	assert_int_equal(kit_logged(r, want), 1);
	assert_int_equal(rig_requests(r, "/feeds/all"), 0); /* a person is to decide */
}

KIT_MAIN(KIT_TEST(test_301_is_believed_when_it_repeats),
    KIT_TEST(test_308_is_believed_when_it_repeats), KIT_TEST(test_302_is_never_believed),
    KIT_TEST(test_307_is_never_believed), KIT_TEST(test_a_chain_ends_at_its_first_302),
    KIT_TEST(test_301_to_what_is_no_feed_is_not_believed),
    KIT_TEST(test_301_into_a_private_network_is_not_believed), KIT_TEST(test_410_ends_it),
    KIT_TEST(test_failures_back_off_and_are_told_once), KIT_TEST(test_a_page_names_its_feed))

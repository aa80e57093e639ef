/* Polling: conditions, changes, restarts. */
#include "kit.h"
#include "rfc3339.h"

#define ETAG "W/\"a b;c,d--gzip\""
#define MODIFIED "sat, 1 jan 2000 0:00:00 gmt" /* no valid date: it must come back as it is */
#define HOW "etag=W/%22a%20b;c,d--gzip%22&lastmod=sat,%201%20jan%202000%200:00:00%20gmt"

static void start(struct rig *r)
{
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
}

static void test_validators_come_back_byte_for_byte(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_write(r, "www/a.xml.how", "%s", HOW);
	start(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, "new") == 2);
	kit_poll(r, "a");
	assert_string_equal(kit_header(r, "/a.xml", 0, "if-none-match"), "");
	assert_string_equal(kit_header(r, "/a.xml", 1, "if-none-match"), ETAG);
	assert_string_equal(kit_header(r, "/a.xml", 1, "if-modified-since"), MODIFIED);
	assert_int_equal(kit_status(r, "/a.xml", 1), 304);
	assert_true(kit_state(r, "a", "ok"));
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
}

static void test_a_change_is_alerted_once(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	start(r);
	KIT_RSS(r, "a.xml", {"3", "Three", 3}, {"1", "One", 1}, {"2", "Two", 2});
	for (int i = 0; i < 3; i++)
		kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 3);
	assert_int_equal(kit_alerts(r, "Three", "new"), 1);
	assert_int_equal(kit_status(r, "/a.xml", 1), 200);
	assert_int_equal(kit_status(r, "/a.xml", 2), 304);
	kit_no_repeats(r, "alerts.jsonl");
}

static void test_an_edit_is_an_update(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	start(r);
	char *feed = rig_read(r, "www/a.xml");
	char *end = strstr(feed, "</description>");
	rig_write(
	    r, "www/a.xml", "%.*s Now 17 people were hurt in it.%s", (int)(end - feed), feed, end);
	free(feed);
	kit_poll(r, "a");
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "One", "updated") == 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 3);
}

static void test_no_validators_no_repeats(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_write(r, "www/a.xml.how", "noval");
	start(r);
	kit_poll(r, "a");
	kit_poll(r, "a");
	assert_int_equal(kit_status(r, "/a.xml", 2), 200);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 2);
	assert_true(kit_state(r, "a", "ok"));
}

static void test_a_silent_first_poll(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_config(
	    r, KIT_FETCH KIT_FEED "first_poll = silent\n" KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	KIT_RSS(r, "a.xml", {"3", "Three", 3}, {"1", "One", 1}, {"2", "Two", 2});
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Three", "new") == 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 1);
}

static void test_a_restart_polls_nothing_early(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	start(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 2);
	json_t *before = kit_feed(r, "a");
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	json_t *after = kit_feed(r, "a");
	assert_true(json_equal(before, after));
	rig_sleep(500);
	assert_int_equal(rig_requests(r, "/a.xml"), 1);
	kit_poll(r, "a");
	assert_int_equal(kit_status(r, "/a.xml", 1), 304);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
	json_decref(before);
	json_decref(after);
}

static void test_due_feeds_are_polled_unasked(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_config(r, KIT_FETCH KIT_FEED "interval = 1s\n" KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 3);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 1);
}

static void test_a_permanent_redirect_is_followed(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "b.xml", {"1", "One", 1});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "redirect/301?to=/b.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, "One", "new") == 1);
	kit_poll(r, "a");
	assert_true(kit_state(r, "a", "ok"));
	assert_int_equal(kit_alerts(r, NULL, NULL), 1);
}

/* Validators go to the host that gave them, and to no other on the way. */
static void test_validators_behind_a_redirect(void **state)
{
	struct rig *r = *state;
	char path[128];
	KIT_RSS(r, "b.xml", {"1", "One", 1});
	snprintf(path, sizeof(path), "redirect/302?to=http://127.0.0.2:%u/b.xml", r->port);
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, path, r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	kit_poll(r, "a");
	assert_int_equal(kit_status(r, "/b.xml", 0), 200);
	assert_int_equal(kit_status(r, "/b.xml", 1), 304);
	assert_string_not_equal(kit_header(r, "/b.xml", 1, "if-none-match"), "");
	assert_string_equal(kit_header(r, "/redirect/302", 1, "if-none-match"), "");
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	kit_poll(r, "a");
	assert_int_equal(kit_status(r, "/b.xml", 2), 304); /* a restart knows, too */
}

static void test_what_is_sent(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_write(r, "www/a.xml.how", "gzip&header=Set-Cookie:%%20id=1");
	start(r);
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "One", "new") == 1);
	for (size_t i = 0; i < 2; i++) {
		assert_non_null(strstr(kit_header(r, "/a.xml", i, "user-agent"), "copytaster/"));
		assert_non_null(strstr(kit_header(r, "/a.xml", i, "accept-encoding"), "gzip"));
		assert_string_equal(kit_header(r, "/a.xml", i, "cookie"), "");
		assert_string_equal(kit_header(r, "/a.xml", i, "referer"), "");
	}
}

static void test_retry_after_is_heeded(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_write(r, "www/a.xml.how", "status=429&retry-after=5000");
	rig_config(r, KIT_FETCH KIT_FEED "interval = 1s\n" KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	json_t *feed = kit_feed(r, "a");
	int64_t last =
	    rfc3339_parse(view_of(json_string_value(json_object_get(feed, "last_poll"))));
	int64_t next =
	    rfc3339_parse(view_of(json_string_value(json_object_get(feed, "next_poll"))));
	assert_in_range(next - last, 5000, 5501);
	assert_true(kit_state(r, "a", "limited"));
	json_decref(feed);
}

/* The server's 20 generated feeds of 20 entries, on as many hosts. */
static void test_a_list_of_feeds(void **state)
{
	struct rig *r = *state;
	struct buf list = BUF_INIT(1 << 20);
	buf_adds(&list, "<opml version=\"2.0\"><body><outline text=\"All\">\n");
	for (unsigned i = 0; i < 20; i++)
		buf_addf(&list,
		    "<outline type=\"rss\" text=\"Outlet %u\" "
		    "xmlUrl=\"http://127.1.0.%u:%u/g/%u.xml\"/>\n",
		    i, i + 1, r->port, i);
	buf_adds(&list, "</outline></body></opml>\n");
	rig_write(r, "feeds.opml", "%.*s", (int)list.n, list.p);
	buf_free(&list);
	rig_config(r, "opml = feeds.opml\n[fetch]\nallow = 127.0.0.0/8\n" KIT_FILE, r->dir);
	rig_daemon(r);
	for (unsigned i = 0; i < 20; i++) {
		char name[32];
		snprintf(name, sizeof(name), "Outlet %u", i);
		kit_polled(r, name, 1);
		assert_true(kit_state(r, name, "ok"));
		assert_int_equal(kit_number(r, name, "stories"), 20);
	}
	assert_int_equal(kit_alerts(r, NULL, NULL), 0); /* a first poll is silent */
}

KIT_MAIN(KIT_TEST(test_validators_come_back_byte_for_byte), KIT_TEST(test_a_change_is_alerted_once),
    KIT_TEST(test_an_edit_is_an_update), KIT_TEST(test_no_validators_no_repeats),
    KIT_TEST(test_a_silent_first_poll), KIT_TEST(test_a_restart_polls_nothing_early),
    KIT_TEST(test_due_feeds_are_polled_unasked), KIT_TEST(test_a_permanent_redirect_is_followed),
    KIT_TEST(test_validators_behind_a_redirect), KIT_TEST(test_what_is_sent),
    KIT_TEST(test_retry_after_is_heeded), KIT_TEST(test_a_list_of_feeds))

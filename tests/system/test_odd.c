/* Feeds that are feeds, but strange: no storm, no loss. */
#include "kit.h"

static void start(struct rig *r)
{
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
}

static void poll_more(struct rig *r, int times)
{
	while (times-- > 0)
		kit_poll(r, "a");
	json_decref(rig_ask(r, "{\"cmd\":\"status\"}")); /* behind it, all is judged */
	assert_true(kit_state(r, "a", "ok"));
}

static void test_ids_that_change_at_every_poll(void **state)
{
	struct rig *r = *state;
	KIT_RSS(
	    r, "a.xml", {"one-@{n}", "One", 1}, {"two-@{n}", "Two", 2}, {"three-@{n}", "Three", 3});
	start(r);
	poll_more(r, 4);
	assert_int_equal(kit_status(r, "/a.xml", 4), 200);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= 3);
	assert_int_equal(kit_alerts(r, NULL, NULL), 3);
}

static void test_two_texts_under_one_id(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"same", "One", 1}, {"same", "Two", 2}, {"other", "Three", 3});
	rig_write(r, "www/a.xml.how", "noval");
	start(r);
	poll_more(r, 1);
	RIG_WAIT(r, 10, kit_alerts(r, "Three", NULL) == 1);
	size_t n = kit_alerts(r, NULL, NULL);
	assert_in_range(n, 2, 3);
	char *feed = rig_read(r, "www/a.xml"); /* another body, the same entries */
	rig_write(r, "www/a.xml", "%s<!-- @{n} -->", feed);
	free(feed);
	poll_more(r, 3);
	assert_int_equal(kit_alerts(r, NULL, NULL), n);
}

static void test_entries_without_ids(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {NULL, "One", 1}, {NULL, "Two", 2});
	start(r);
	KIT_RSS(r, "a.xml", {NULL, "Three", 3}, {NULL, "One", 1}, {NULL, "Two", 2});
	poll_more(r, 2);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= 3);
	assert_int_equal(kit_alerts(r, NULL, NULL), 3);
}

static void test_an_old_entry_comes_back(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	start(r);
	KIT_RSS(r, "a.xml", {"2", "Two", 2});
	poll_more(r, 1);
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	poll_more(r, 1);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= 2);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
}

static void test_another_charset_and_bad_dates(void **state)
{
	struct rig *r = *state;
	rig_write(r, "www/a.xml",
	    "<?xml version=\"1.0\" encoding=\"windows-1252\"?><rss "
	    "version=\"2.0\"><channel><title>T</title>"
	    "<item><guid>1</guid><title>Caf\xE9 \x80 5</title><pubDate>yesterday, or so</pubDate>"
	    "<description>%s</description></item></channel></rss>",
	    kit_text(7));
	start(r);
	RIG_WAIT(r, 10, kit_alerts(r, "Caf\xC3\xA9 \xE2\x82\xAC 5", "new") == 1);
}

static void test_broken_xml_is_read_as_far_as_it_goes(void **state)
{
	struct rig *r = *state;
	rig_write(r, "www/a.xml",
	    "<rss version=\"2.0\"><channel><title>T</title><item><guid>1</guid><title>One & "
	    "only</title>"
	    "<description>%s</description></item><item><title>Never cl",
	    kit_text(8));
	start(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, "new") >= 1);
	json_t *feed = kit_feed(r, "a");
	assert_non_null(json_string_value(json_object_get(feed, "last_error"))); /* bozo is told */
	json_decref(feed);
}

static void test_control_characters_reach_no_sink(void **state)
{
	struct rig *r = *state;
	rig_write(r, "www/a.xml",
	    "<rss version=\"2.0\"><channel><title>T</title><item><guid>1</guid>"
	    "<title>A&#x9b;31m red &#x202E;line</title><description>%s</description></item>"
	    "</channel></rss>",
	    kit_text(9));
	start(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 1);
	char *file = rig_read(r, "alerts.jsonl");
	for (const unsigned char *p = (const unsigned char *)file; *p != '\0'; p++) {
		assert_true(*p >= 0x20 || *p == '\n');
		assert_false(p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0);
	}
	free(file);
}

static void test_one_story_in_two_feeds(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	KIT_RSS(r, "b.xml", {"x", "Another headline", 1});
	start(r);
	rig_config(r, KIT_FETCH KIT_FEED KIT_FEED KIT_FILE, "a", r->port, "a.xml", "b", r->port,
	    "b.xml", r->dir);
	kill(r->daemon, SIGHUP);
	RIG_WAIT(r, 10, kit_alerts(r, "Another headline", "republished") == 1);
	json_t *all = rig_lines(r, "alerts.jsonl"),
	       *of = json_object_get(json_array_get(all, 1), "of");
	assert_string_equal(json_string_value(json_object_get(of, "title")), "One");
	assert_string_equal(json_string_value(json_object_get(of, "feed")), "a");
	json_decref(all);
}

KIT_MAIN(KIT_TEST(test_ids_that_change_at_every_poll), KIT_TEST(test_two_texts_under_one_id),
    KIT_TEST(test_entries_without_ids), KIT_TEST(test_an_old_entry_comes_back),
    KIT_TEST(test_another_charset_and_bad_dates),
    KIT_TEST(test_broken_xml_is_read_as_far_as_it_goes),
    KIT_TEST(test_control_characters_reach_no_sink), KIT_TEST(test_one_story_in_two_feeds))

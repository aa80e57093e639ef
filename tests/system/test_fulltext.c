/*
 * Feeds with `fulltext`: the page that an entry links to is fetched once, its
 * article judged, and nothing is lost or asked for twice whatever happens.
 */
#include "kit.h"

#define FULL "fulltext = yes\nfulltext_allow = 127.0.0.1\n"

static struct buf out;

/* DIR/www/f.xml: an entry for each name, with the beginning of its text. */
static void write_feed(const struct rig *r, const char *const *names)
{
	struct buf items = BUF_INIT(1 << 20);

	for (size_t i = 0; names[i] != NULL; i++)
		buf_addf(&items,
		    "<item><title>Story %s</title><guid isPermaLink='false'>%s</guid>"
		    "<link>http://127.0.0.1:%u/%s</link><description>%.200s...</description></"
		    "item>",
		    names[i], names[i], r->port, names[i], kit_text((unsigned char)names[i][0]));
	rig_write(r, "www/f.xml",
	    "<rss version='2.0'><channel><title>T</title>%.*s</channel></rss>", (int)items.n,
	    items.p);
	buf_free(&items);
}
#define FEED(r, ...) write_feed(r, (const char *const[]){__VA_ARGS__, NULL})

/* DIR/www/name: a page with the whole text. */
static void write_page(const struct rig *r, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "www/%s", name);
	rig_write(r, path,
	    "<html><head><title>Story</title></head><body><nav><a href='/'>Home</a></nav>"
	    "<article><p>%s</p><p>The end of the story, which no feed has, is that the ferry came "
	    "home in the evening, and that nobody had waited for it.</p></article>"
	    "<div class='comments'><p>First, and by far the best of all the comments, if you ask "
	    "me, "
	    "which nobody does.</p></div></body></html>",
	    kit_text((unsigned char)name[0]));
}

static void how(const struct rig *r, const char *name, const char *query)
{
	char path[64];

	snprintf(path, sizeof(path), "www/%s.how", name);
	rig_write(r, path, "type=text/html&%s", query);
}

static void configure(struct rig *r, const char *more)
{
	rig_config(r, KIT_FETCH KIT_FEED FULL "%s" KIT_FILE, "f", r->port, "f.xml", more, r->dir);
}

/* The one story with this title has the page's text, and no more. */
static bool has_page_text(const struct rig *r, const char *title)
{
	char question[128];
	bool has = false;
	json_t *all = rig_ask(r, "{\"cmd\":\"stories\"}"), *one;
	size_t i;

	json_array_foreach(all, i, one)
	{
		const char *t = json_string_value(json_object_get(one, "title"));
		if (t == NULL || strcmp(t, title) != 0)
			continue;
		snprintf(question, sizeof(question), "{\"cmd\":\"story\",\"id\":%lld}",
		    json_integer_value(json_object_get(one, "id")));
		json_t *story = rig_ask(r, question);
		char *dump = json_dumps(story, 0);
		has = strstr(dump, "nobody had waited for it") != NULL &&
		      strstr(dump, "best of all the comments") == NULL;
		free(dump);
		json_decref(story);
	}
	json_decref(all);
	return has;
}

/* Seconds, when the nth request for path came. */
static double requested_at(const struct rig *r, const char *path, size_t n)
{
	json_t *one = rig_request(r, path, n);
	double t = json_number_value(json_object_get(one, "time"));

	json_decref(one);
	return t;
}

/* A page, a redirect to one, and none: each is asked for once, in its turn. */
static void test_page_redirect_and_404(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	write_page(r, "b2");
	how(r, "a", "");
	how(r, "b2", "");
	rig_write(r, "www/b", "x");
	rig_write(r, "www/b.how", "status=302&header=Location:/b2");
	FEED(r, "a", "b", "c");
	configure(r, "");
	rig_daemon(r);
	RIG_WAIT(r, 15, kit_alerts(r, NULL, NULL) == 3);
	assert_true(has_page_text(r, "Story a"));
	assert_true(has_page_text(r, "Story b"));
	assert_false(has_page_text(r, "Story c"));
	kit_poll(r, "f");
	/* Another poll, another start: nothing is asked for again. */
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	kit_poll(r, "f");
	rig_sleep(300);
	assert_int_equal(rig_requests(r, "/a"), 1);
	assert_int_equal(rig_requests(r, "/b"), 1);
	assert_int_equal(rig_requests(r, "/b2"), 1);
	assert_int_equal(rig_requests(r, "/c"), 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 3);
	kit_no_repeats(r, "alerts.jsonl");
	assert_string_equal(kit_header(r, "/a", 0, "cookie"), "");
	assert_string_equal(kit_header(r, "/a", 0, "referer"), "");
	assert_int_equal(strncmp(kit_header(r, "/a", 0, "user-agent"), "copytaster/", 11), 0);
}

/* What a feed may be fetched from, the pages that its strangers link to may not. */
static void test_pages_are_allowed_by_themselves(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "");
	rig_write(r, "www/b", "x");
	rig_write(r, "www/b.how", "status=302&header=Location:http://127.0.0.2:%u/a", r->port);
	FEED(r, "a");
	rig_config(
	    r, KIT_FETCH KIT_FEED "fulltext = yes\n" KIT_FILE, "f", r->port, "f.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 15, kit_alerts(r, "Story a", "new") == 1);
	assert_int_equal(rig_requests(r, "/a"), 0);
	assert_int_equal(kit_logged(r, "judged by the feed's text"), 1);
	/* Nor may one that is allowed lead to another. */
	FEED(r, "b");
	configure(r, "");
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	kit_poll(r, "f");
	RIG_WAIT(r, 15, kit_alerts(r, "Story b", NULL) == 1);
	assert_int_equal(rig_requests(r, "/b"), 1);
	assert_int_equal(rig_requests(r, "/a"), 0);
	assert_int_equal(kit_logged(r, "judged by the feed's text"), 2);
}

/* A changed entry has its page read again, and is an update. */
static void test_changed_entry(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "");
	FEED(r, "a");
	configure(r, "");
	rig_daemon(r);
	RIG_WAIT(r, 15, kit_alerts(r, "Story a", "new") == 1);
	rig_write(r, "www/a",
	    "<article><p>%s</p><p>Later it was found that the ferry had never left, and that those "
	    "who "
	    "had seen her at sea were all of one family, in whose barn 12 lanterns "
	    "hung.</p></article>",
	    kit_text('a'));
	rig_write(r, "www/f.xml",
	    "<rss version='2.0'><channel><title>T</title><item><title>Story a, corrected</title>"
	    "<guid isPermaLink='false'>a</guid><link>http://127.0.0.1:%u/a</link>"
	    "<description>%.200s...</description></item></channel></rss>",
	    r->port, kit_text('a'));
	kit_poll(r, "f");
	RIG_WAIT(r, 15, kit_alerts(r, "Story a, corrected", "updated") == 1);
	assert_int_equal(rig_requests(r, "/a"), 2);
}

/* What the feed has as a whole needs no page; without the option nothing does. */
static void test_no_page_needed(void **state)
{
	struct rig *r = *state;
	char text[4096];

	snprintf(text, sizeof(text), "%s", kit_text(1));
	strcat(text, kit_text(2));
	rig_write(r, "www/f.xml",
	    "<rss version='2.0'><channel><title>T</title><item><title>Whole</title>"
	    "<link>http://127.0.0.1:%u/whole</link><description>%s</description></item>"
	    "<item><title>No link</title><description>A few words.</description></item>"
	    "</channel></rss>",
	    r->port, text);
	KIT_RSS(r, "g.xml", {"1", "Other", 9});
	rig_config(r, KIT_FETCH KIT_FEED FULL KIT_FEED KIT_FILE, "f", r->port, "f.xml", "g",
	    r->port, "g.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 3);
	assert_int_equal(rig_requests(r, "/whole"), 0);
}

/* Failures are tried again a few times, politely, and then the feed's text counts;
 * a slow page holds up no other feed. */
static void test_failures(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "fail=1:503");
	write_page(r, "b");
	how(r, "b", "status=500");
	write_page(r, "c");
	how(r, "c", "delay=60000");
	FEED(r, "a", "b", "c");
	KIT_RSS(r, "g.xml", {"1", "Other", 9});
	rig_config(r,
	    KIT_FETCH "timeout = 3s\n" KIT_FEED FULL "fulltext_wait = 24s\n" KIT_FEED KIT_FILE, "f",
	    r->port, "f.xml", "g", r->port, "g.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, "Other", "new") == 1);
	assert_int_equal(kit_alerts(r, "Story c", NULL), 0);
	RIG_WAIT(r, 40, kit_alerts(r, NULL, NULL) == 4);
	assert_true(has_page_text(r, "Story a"));
	assert_false(has_page_text(r, "Story b"));
	assert_false(has_page_text(r, "Story c"));
	assert_int_equal(rig_requests(r, "/a"), 2);
	assert_int_equal(rig_requests(r, "/b"), 3);
	assert_in_range(rig_requests(r, "/c"), 2, 3);
}

/* Killed while a page is on its way: the entry is there again after the start. */
static void test_kill(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "delay=60000");
	FEED(r, "a", "b");
	configure(r, "");
	rig_daemon(r);
	RIG_WAIT(r, 10, rig_requests(r, "/a") + rig_requests(r, "/b") > 0);
	rig_daemon_end(r, SIGKILL, 5000);
	kit_store_is_whole(r);
	assert_int_equal(kit_alerts(r, "Story a", NULL), 0);
	how(r, "a", "");
	/* The feed no longer has them, and they are not lost. */
	rig_write(r, "www/f.xml", "<rss version='2.0'><channel><title>T</title></channel></rss>");
	rig_daemon(r);
	RIG_WAIT(r, 15, kit_alerts(r, NULL, NULL) == 2);
	assert_true(has_page_text(r, "Story a"));
	kit_no_repeats(r, "alerts.jsonl");
}

/* Killed again and again: each story comes once, with its page's text, and a page
 * that was judged is not asked for again. */
static void test_kills(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", NULL};
	struct rig *r = *state;
	char title[16], path[16];

	for (size_t i = 0; names[i] != NULL; i++) {
		write_page(r, names[i]);
		how(r, names[i], "delay=100");
	}
	write_feed(r, names);
	configure(r, "");
	for (int kill = 0; kill < 6; kill++) {
		rig_daemon(r);
		rig_sleep(150 + 230 * kill);
		rig_daemon_end(r, SIGKILL, 5000);
		kit_store_is_whole(r);
	}
	rig_daemon(r);
	RIG_WAIT(r, 20, kit_alerts(r, NULL, NULL) == 5);
	kit_no_repeats(r, "alerts.jsonl");
	for (size_t i = 0; names[i] != NULL; i++) {
		snprintf(title, sizeof(title), "Story %s", names[i]);
		snprintf(path, sizeof(path), "/%s", names[i]);
		assert_int_equal(kit_alerts(r, title, NULL), 1);
		assert_true(has_page_text(r, title));
		assert_in_range(rig_requests(r, path), 1, 7);
	}
}

/* A host that asks for rest gets it, for all its pages. */
static void test_retry_after(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "");
	write_page(r, "b");
	how(r, "b", "fail=1:429&retry-after=3");
	FEED(r, "a", "b"); /* the last one is the oldest, and comes first */
	configure(r, "fulltext_wait = 16s\n");
	rig_daemon(r);
	RIG_WAIT(r, 20, kit_alerts(r, NULL, NULL) == 2);
	assert_true(has_page_text(r, "Story a"));
	assert_true(has_page_text(r, "Story b"));
	assert_true(requested_at(r, "/a", 0) - requested_at(r, "/b", 0) > 2.5);
	assert_true(requested_at(r, "/b", 1) - requested_at(r, "/b", 0) > 2.5);
}

static int run_once(struct rig *r)
{
	char config[512];

	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	out = BUF_INIT(1 << 20);
	int status = RIG_RUN(r, &out, &out, "copytasterd", "--once", "-c", config);
	buf_free(&out);
	return status;
}

/* --once waits for the pages. */
static void test_once(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "");
	write_page(r, "b");
	how(r, "b", "status=503");
	FEED(r, "a", "b");
	configure(r, "");
	assert_int_equal(run_once(r), 0);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
	assert_int_equal(rig_requests(r, "/a"), 1);
	assert_int_equal(rig_requests(r, "/b"), 1);
}

/* --once does not wait as long as a host may ask for. */
static void test_once_and_retry_after(void **state)
{
	struct rig *r = *state;

	write_page(r, "a");
	how(r, "a", "");
	write_page(r, "b");
	how(r, "b", "status=429&retry-after=600");
	FEED(r, "a", "b"); /* the last one is the oldest, and comes first */
	configure(r, "");
	int64_t began = rig_now_ms();
	assert_int_equal(run_once(r), 0);
	assert_true(rig_now_ms() - began < 20000 * rig_patience());
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
	assert_int_equal(rig_requests(r, "/b"), 1);
	assert_int_equal(rig_requests(r, "/a"), 0);
}

/* Many names may be one host: a feed's pages come one a second, whatever they say. */
static void test_one_host_of_many_names(void **state)
{
	static const char *const hosts[] = {"127.0.0.1", "127.1", "127.0.1"};
	struct rig *r = *state;
	struct buf items = BUF_INIT(1 << 20);
	char name[] = "p";

	for (int i = 0; i < 3; i++, name[0]++) {
		write_page(r, name);
		how(r, name, "");
		buf_addf(&items,
		    "<item><title>Story %s</title><guid isPermaLink='false'>%s</guid>"
		    "<link>http://%s:%u/%s</link><description>%.200s...</description></item>",
		    name, name, hosts[i], r->port, name, kit_text((unsigned char)name[0]));
	}
	rig_write(r, "www/f.xml",
	    "<rss version='2.0'><channel><title>T</title>%.*s</channel></rss>", (int)items.n,
	    items.p);
	buf_free(&items);
	configure(r, "");
	rig_daemon(r);
	RIG_WAIT(r, 20, kit_alerts(r, NULL, NULL) == 3);
	/* The last one is the oldest, and comes first. */
	assert_true(requested_at(r, "/p", 0) - requested_at(r, "/r", 0) > 1.9);
}

/* Two feeds link to one page, and to one that is not there: each is asked for once. */
static void test_one_page_of_two_entries(void **state)
{
	struct rig *r = *state;
	struct buf items = BUF_INIT(1 << 20);

	write_page(r, "a");
	/* The last one is the oldest, and comes first: it is under way until the other feed
	 * was polled, too, however busy the machine is, and the other page waits for it. */
	how(r, "a", "delay=5000");
	for (int feed = 0; feed < 2; feed++) {
		buf_clear(&items);
		for (const char *page = "ba"; *page != '\0'; page++)
			buf_addf(&items,
			    "<item><title>Story %c</title><guid isPermaLink='false'>%d%c</guid>"
			    "<link>http://127.0.0.1:%u/%c?utm_source=%d</link>"
			    "<description>%.200s...</description></item>",
			    *page, feed, *page, r->port, *page, feed,
			    kit_text((unsigned char)*page));
		rig_write(r, feed == 0 ? "www/f.xml" : "www/g.xml",
		    "<rss version='2.0'><channel><title>T</title>%.*s</channel></rss>",
		    (int)items.n, items.p);
	}
	buf_free(&items);
	rig_config(r, KIT_FETCH "timeout = 15s\n" KIT_FEED FULL KIT_FEED FULL KIT_FILE, "f",
	    r->port, "f.xml", "g", r->port, "g.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 30, kit_alerts(r, NULL, NULL) == 4);
	assert_int_equal(
	    rig_requests(r, "/a?utm_source=0") + rig_requests(r, "/a?utm_source=1"), 1);
	assert_int_equal(
	    rig_requests(r, "/b?utm_source=0") + rig_requests(r, "/b?utm_source=1"), 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 4);
}

KIT_MAIN(KIT_TEST(test_page_redirect_and_404), KIT_TEST(test_pages_are_allowed_by_themselves),
    KIT_TEST(test_changed_entry), KIT_TEST(test_no_page_needed), KIT_TEST(test_failures),
    KIT_TEST(test_kill), KIT_TEST(test_kills), KIT_TEST(test_retry_after), KIT_TEST(test_once),
    KIT_TEST(test_once_and_retry_after), KIT_TEST(test_one_host_of_many_names),
    KIT_TEST(test_one_page_of_two_entries))

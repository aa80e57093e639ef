/*
 * A disk that fills up, twenty times over, and one that is full at the start.
 * Needs a mount of its own: skipped, with a word, where none is allowed.
 */
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit.h"

enum { CYCLES = 20 };

/* DIR/small: forty megabytes, with the store on it; more: of the feed. */
static void small_disk(struct rig *r, const char *more)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/small", r->dir);
	if (!kit_unshare(CLONE_NEWNS) || mkdir(path, 0755) != 0 ||
	    mount("small", path, "tmpfs", 0, "size=40m") != 0) {
		print_message("no mount is allowed here: a full disk was not tried\n");
		skip();
	}
	rig_write(r, "copytaster.conf",
	    "[daemon]\nstore = %s/small/store.db\ncontrol = %s/control.sock\n" KIT_FETCH KIT_FILE
		KIT_FEED "%s",
	    r->dir, r->dir, r->dir, "news", r->port, "news.xml", more);
}

/* Not a byte is left. */
static void fill(const struct rig *r)
{
	static const char block[65536];
	char path[128];
	snprintf(path, sizeof(path), "%s/small/filler", r->dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	for (size_t n = sizeof(block); n > 0;)
		if (write(fd, block, n) <= 0)
			n /= 2;
	close(fd);
}

static void make_room(const struct rig *r)
{
	rig_remove(r, "small/filler");
}

static bool degraded(const struct rig *r)
{
	json_t *all = rig_ask(r, "{\"cmd\":\"status\"}");
	bool is = json_is_string(json_object_get(json_array_get(all, 0), "degraded"));
	json_decref(all);
	return is;
}

/* The feed's newest items, of so many in all. */
static void publish(const struct rig *r, unsigned n)
{
	static char titles[CYCLES + 2][24];
	struct kit_item items[CYCLES + 2];
	for (unsigned i = 0; i < n; i++) {
		snprintf(titles[i], sizeof(titles[i]), "Story %u", n - i);
		items[i] = (struct kit_item){titles[i], titles[i], n - i};
	}
	kit_rss(r, "news.xml", items, n);
}

static void test_fills_up_twenty_times(void **state)
{
	struct rig *r = *state;
	small_disk(r, "");
	publish(r, 1);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 1);
	for (unsigned n = 2; n < CYCLES + 2; n++) {
		char last[512];
		size_t polls = rig_requests(r, "/news.xml");
		snprintf(last, sizeof(last), "%s",
		    kit_header(r, "/news.xml", polls - 1, "if-modified-since"));
		publish(r, n);
		fill(r);
		json_decref(rig_ask(r, "{\"cmd\":\"poll\",\"feed\":\"news\"}"));
		RIG_WAIT(r, 10, degraded(r));
		assert_int_equal(kit_alerts(r, NULL, NULL), n - 1);
		make_room(r);
		kit_poll(r, "news");
		/* What could not be stored was not believed to be stored. */
		assert_int_equal(kit_status(r, "/news.xml", rig_requests(r, "/news.xml") - 1), 200);
		RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == n);
		assert_false(degraded(r));
	}
	assert_int_equal(rig_daemon_end(r, SIGTERM, 8000), 0);
	kit_no_repeats(r, "alerts.jsonl");
}

static void test_full_at_the_start(void **state)
{
	struct rig *r = *state;
	small_disk(r, "");
	publish(r, 1);
	rig_daemon(r);
	RIG_WAIT(r, 30, kit_alerts(r, NULL, NULL) == 1);
	publish(r, 2);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 8000), 0);
	fill(r);
	rig_daemon(r);
	json_decref(rig_ask(r, "{\"cmd\":\"poll\",\"feed\":\"news\"}"));
	RIG_WAIT(r, 10, degraded(r));
	make_room(r);
	kit_poll(r, "news");
	RIG_WAIT(r, 30, kit_alerts(r, NULL, NULL) == 2);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 8000), 0);
}

static void test_full_before_there_is_a_store(void **state)
{
	struct rig *r = *state;
	small_disk(r, "");
	publish(r, 1);
	fill(r);
	rig_daemon(r); /* it says that it is ready, and waits */
	rig_sleep(200);
	assert_true(rig_daemon_runs(r));
	make_room(r);
	RIG_WAIT(r, 20, kit_alerts(r, NULL, NULL) == 1);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 8000), 0);
}

/* What was read of a page waits for room, and is not asked for again. */
static void test_a_page_waits_for_room(void **state)
{
	struct rig *r = *state;
	small_disk(r, "fulltext = yes\nfulltext_allow = 127.0.0.1\n");
	rig_write(r, "www/news.xml",
	    "<rss version='2.0'><channel><title>T</title><item><title>Ferry</title><guid>1</guid>"
	    "<link>http://127.0.0.1:%u/page</link><description>%.200s...</description></item>"
	    "</channel></rss>",
	    r->port, kit_text('a'));
	rig_write(
	    r, "www/page", "<html><body><article><p>%s</p></article></body></html>", kit_text('a'));
	rig_write(r, "www/page.how", "type=text/html&delay=3000");
	rig_daemon(r);
	RIG_WAIT(r, 10, rig_requests(r, "/page") == 1);
	fill(r);
	RIG_WAIT(r, 20, kit_logged(r, "pages: disk full") > 0);
	assert_int_equal(kit_alerts(r, NULL, NULL), 0);
	make_room(r);
	RIG_WAIT(r, 40, kit_alerts(r, NULL, NULL) == 1);
	assert_int_equal(rig_requests(r, "/page"), 1);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 8000), 0);
}

KIT_MAIN(KIT_TEST(test_fills_up_twenty_times), KIT_TEST(test_full_at_the_start),
    KIT_TEST(test_full_before_there_is_a_store), KIT_TEST(test_a_page_waits_for_room))

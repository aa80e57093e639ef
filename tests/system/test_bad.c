/* Feeds that are none: each gets its state, the others go on, nothing is lost. */
#include "kit.h"

/* Feeds that fail at every poll: what is served (or the whole URL), and the state. */
static const struct {
	const char *name, *path, *how, *state;
} cases[] = {
    {"status 500", "status/500", NULL, "server error"},
    {"status 404", "no-such-file", NULL, "not found"},
    {"status 403", "status/403", NULL, "forbidden"},
    {"status 401", "status/401", NULL, "unauthorized"},
    {"status 410", "status/410", NULL, "gone"},
    {"status 429", "status/429?retry-after=600", NULL, "limited"},
    {"a page", "page.html", NULL, "not a feed"},
    {"empty", "empty.xml", NULL, "not a feed"},
    {"json", "other.json", NULL, "not a feed"},
    {"cut off", "good.xml?cut", NULL, "cut off"},
    {"slow", "good.xml?delay=60000", NULL, "timeout"},
    {"dripping", "good.xml?drip=10/200", NULL, "timeout"},
    {"large", "big?bytes=104857600", NULL, "too big"},
    {"endless", "endless", NULL, "too big"},
    {"a bomb", "big?bytes=20971520&gzip", NULL, "too big"},
    {"a loop", "loop.xml", NULL, "redirect"},
    {"a file", "redirect/302?to=file:///etc/passwd", NULL, "redirect"},
    {"nobody", NULL, "http://127.0.0.1:1/", "connect"},
};
enum { CASES = COUNT(cases) };

static void test_every_failure_has_its_state(void **state)
{
	struct rig *r = *state;
	struct buf conf = BUF_INIT(1 << 20);
	KIT_RSS(r, "good.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_write(
	    r, "www/page.html", "<!DOCTYPE html><html><head><title>x</title></head><body><p>Hello");
	rig_write(r, "www/empty.xml", "%s", "");
	rig_write(r, "www/loop.xml.how", "status=302&to=/loop.xml");
	rig_write(r, "www/other.json", "{\"hello\": [1, 2]}");
	/* What is large is to be so in time. */
	buf_addf(
	    &conf, KIT_FETCH "timeout = %ds\nmax_size = 4M\nper_host = 100\n", 4 * rig_patience());
	buf_addf(&conf,
	    KIT_FEED "[feed refused]\nurl = http://127.0.0.1:%u/good.xml\nallow = 10.0.0.0/8\n",
	    "good", r->port, "good.xml", r->port);
	for (size_t i = 0; i < CASES; i++) {
		if (cases[i].path != NULL)
			buf_addf(&conf, KIT_FEED, cases[i].name, r->port, cases[i].path);
		else
			buf_addf(&conf, "[feed %s]\nurl = %s\n", cases[i].name, cases[i].how);
	}
	buf_addf(&conf, KIT_FILE, r->dir);
	rig_config(r, "%.*s", (int)conf.n, conf.p);
	buf_free(&conf);
	rig_daemon(r);
	for (size_t i = 0; i < CASES; i++) {
		kit_polled(r, cases[i].name, 1);
		json_t *feed = kit_feed(r, cases[i].name);
		const char *is = json_string_value(json_object_get(feed, "state"));
		if (is == NULL || strcmp(is, cases[i].state) != 0)
			rig_fail("%s: state %s, not %s", cases[i].name, is, cases[i].state);
		if (!json_is_string(json_object_get(feed, "last_error")))
			rig_fail("%s: no last_error", cases[i].name);
		assert_int_equal(json_integer_value(json_object_get(feed, "failures")), 1);
		json_decref(feed);
	}
	kit_polled(r, "refused", 1);
	assert_true(kit_state(r, "refused", "blocked"));
	assert_true(kit_state(r, "good", "ok"));
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
}

/* A body that ends early without having told its length: what follows later
 * must still be alerted, whatever was stored of the first half.  (The entry that
 * was cut in two may be new, and then be updated.) */
static void test_a_truncated_feed_loses_nothing(void **state)
{
	struct rig *r = *state;
	static const char *const titles[] = {"One", "Two", "Three", "Four"};
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2}, {"3", "Three", 3}, {"4", "Four", 4});
	rig_write(r, "www/a.xml.how", "cut&nolength");
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	rig_remove(r, "www/a.xml.how");
	kit_poll(r, "a");
	kit_poll(r, "a");
	for (size_t i = 0; i < 4; i++)
		RIG_WAIT(r, 5, kit_alerts(r, titles[i], "new") == 1);
	assert_in_range(kit_alerts(r, NULL, NULL), 4, 5);
	kit_no_repeats(r, "alerts.jsonl");
}

static void test_a_failure_forgets_nothing(void **state)
{
	struct rig *r = *state;
	static const char *const hows[] = {
	    "status=500", "status=404", "cut", "type=text/html&cut&nolength", "reset"};
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	for (size_t i = 0; i < COUNT(hows); i++) {
		rig_write(r, "www/a.xml.how", "%s", hows[i]);
		kit_poll(r, "a");
	}
	rig_write(r, "www/a.xml", "%s", "");
	rig_write(r, "www/a.xml.how", "noval");
	kit_poll(r, "a");
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_remove(r, "www/a.xml.how");
	kit_poll(r, "a");
	assert_true(kit_state(r, "a", "ok"));
	assert_int_equal(kit_number(r, "a", "failures"), 0);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 2);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
}

/* What a feed may do instead of being there: how it is served (or NULL), and what. */
static const struct {
	const char *how, *body; /* NULL: as it is */
} faults[] = {
    {"status=500", NULL},
    {"status=404", NULL},
    {"status=403", NULL},
    {"status=429", NULL},
    {"reset", NULL},
    {"cut", NULL},
    {"cut&nolength", NULL},
    {NULL, ""},
    {NULL, "<!DOCTYPE html><title>Sorry</title><p>We will be back soon"},
    {NULL, "{\"error\": \"try again\"}"},
    {NULL, "<rss version=\"2.0\"><channel><title>Empty</title></channel></rss>"},
    {NULL, "<rss version=\"2.0\"><channel><title>Cut</title><item><title>One"},
    {NULL, "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel>\x01\xff\xfe</chan"},
    {"type=image/png", "\x89PNG\r\n"},
};
enum { FAULTS = COUNT(faults), ROUNDS = 3 };

static void name_of(size_t fault, char name[16], char file[16])
{
	snprintf(name, 16, "f%zu", fault);
	snprintf(file, 16, "f%zu.xml", fault);
}

/* The feed with the entries of the rounds up to this one, or broken. */
static void serve(const struct rig *r, size_t fault, unsigned round, bool broken)
{
	struct kit_item items[ROUNDS + 1];
	char name[16], file[16], path[32], how[32], titles[ROUNDS + 1][48];

	name_of(fault, name, file);
	for (unsigned i = 0; i <= round; i++) {
		snprintf(titles[i], 48, "%s entry %u", name, round - i);
		items[i] =
		    (struct kit_item){titles[i], titles[i], (unsigned)fault * 100 + round - i + 1};
	}
	snprintf(path, sizeof(path), "www/%s", file);
	snprintf(how, sizeof(how), "www/%s.how", file);
	if (broken && faults[fault].body != NULL)
		rig_write(r, path, "%s", faults[fault].body);
	else
		kit_rss(r, file, items, round + 1);
	if (broken && faults[fault].how != NULL)
		rig_write(r, how, "%s", faults[fault].how);
	else if (rig_exists(r, how))
		rig_remove(r, how);
}

static void poll_all(struct rig *r, unsigned round, bool broken)
{
	char name[16], file[16];

	for (size_t i = 0; i < FAULTS; i++)
		serve(r, i, round, broken);
	for (size_t i = 0; i < FAULTS; i++) {
		name_of(i, name, file);
		kit_poll(r, name);
	}
}

/* Every fault, with an end, a kill, or neither of the daemon in between, and
 * flapping: what is new after it is alerted once, what is old never again. */
static void test_faults_and_restarts_forget_nothing(void **state)
{
	static const int ends[ROUNDS] = {0, SIGTERM, SIGKILL};
	struct rig *r = *state;
	struct buf conf = BUF_INIT(1 << 20);
	char name[16], file[16];

	buf_adds(&conf, KIT_FETCH "per_host = 100\n");
	for (size_t i = 0; i < FAULTS; i++) {
		name_of(i, name, file);
		buf_addf(&conf, KIT_FEED, name, r->port, file);
		serve(r, i, 0, false);
	}
	buf_addf(&conf, KIT_FILE, r->dir);
	rig_config(r, "%.*s", (int)conf.n, conf.p);
	buf_free(&conf);
	rig_daemon(r);
	RIG_WAIT(r, 20, kit_alerts(r, NULL, NULL) == FAULTS);
	for (unsigned round = 1; round <= ROUNDS; round++) {
		poll_all(r, round - 1, true);
		if (ends[round - 1] != 0) {
			rig_daemon_end(r, ends[round - 1], 5000);
			rig_daemon(r);
		}
		poll_all(r, round - 1, false); /* it flaps */
		poll_all(r, round - 1, true);
		poll_all(r, round, false);
		RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= FAULTS * (round + 1));
		assert_int_equal(kit_alerts(r, NULL, NULL), FAULTS * (round + 1));
		for (size_t i = 0; i < FAULTS; i++) {
			char title[32];

			name_of(i, name, file);
			snprintf(title, sizeof(title), "%s entry %u", name, round);
			assert_int_equal(kit_alerts(r, title, "new"), 1);
			assert_int_equal(kit_number(r, name, "failures"), 0);
		}
	}
	kit_no_repeats(r, "alerts.jsonl");
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	kit_store_is_whole(r);
}

KIT_MAIN(KIT_TEST(test_every_failure_has_its_state), KIT_TEST(test_a_truncated_feed_loses_nothing),
    KIT_TEST(test_a_failure_forgets_nothing), KIT_TEST(test_faults_and_restarts_forget_nothing))

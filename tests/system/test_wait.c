/* When servers are asked again: what their owners said, how the feed goes, who else asks. */
#include <time.h>

#include "kit.h"

#define DATES(s, fmt, t) strftime(s, sizeof(s), fmt, gmtime(&(time_t){t}))

/* Writes a.xml with these elements in its channel. */
static void write_channel(const struct rig *r, const char *elements)
{
	rig_write(r, "www/a.xml",
	    "<rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" "
	    "xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>T</title>%s"
	    "<item><guid>1</guid><title>One</title><description>%s</description></item>"
	    "</channel></rss>",
	    elements, kit_text(1));
}

/* The pause after the first poll, and after a 304 that says nothing of it. */
static void assert_pauses(struct rig *r, int64_t seconds)
{
	kit_start(r, "interval = 10m\nmax_interval = 7d\nmin_interval = 1m");
	for (int i = 0; i < 2; i++) {
		assert_in_range(kit_pause(r, "a"), seconds, seconds + seconds / 10 + 1);
		rig_write(r, "www/a.xml.how", "%s", "");
		kit_poll(r, "a");
		assert_int_equal(kit_status(r, "/a.xml", (size_t)i + 1), 304);
	}
}

static void test_cache_control_is_heeded(void **state)
{
	struct rig *r = *state;
	write_channel(r, "");
	rig_write(r, "www/a.xml.how", "header=Cache-Control:%%20public,%%20max-age=7200");
	assert_pauses(r, 7200);
}

static void test_an_age_is_taken_off(void **state)
{
	struct rig *r = *state;
	write_channel(r, "");
	rig_write(r, "www/a.xml.how", "header=Cache-Control:%%20max-age=7200%%0d%%0aAge:%%203600");
	assert_pauses(r, 3600);
}

/* After an answer that names the moment so many seconds ahead, the next poll is not
 * before it, and not long after it. */
static void assert_dated(struct rig *r, const char *how, int64_t ahead, const char *conf)
{
	char date[100];
	int64_t moment = time(NULL) + ahead;
	write_channel(r, "");
	DATES(date, "%a,%%20%d%%20%b%%20%Y%%20%T%%20GMT", moment);
	rig_write(r, "www/a.xml.how", "%s%s", how, date);
	kit_start(r, conf);
	assert_in_range(kit_next(r, "a"), moment, moment + ahead / 10 + 60);
}

static void test_expires_is_heeded(void **state)
{
	assert_dated(*state, "header=Expires:%20", 7210, "interval = 10m\nmax_interval = 7d");
}

static void test_ttl_is_heeded(void **state)
{
	struct rig *r = *state;
	write_channel(r, "<ttl>120</ttl>");
	assert_pauses(r, 7200);
}

static void test_sy_update_is_heeded(void **state)
{
	struct rig *r = *state;
	write_channel(r, "<sy:updatePeriod>daily</sy:updatePeriod>"
			 "<sy:updateFrequency>6</sy:updateFrequency>");
	assert_pauses(r, 4 * 3600);
}

/* All hours but the one after the next are skipped. */
static void test_skip_hours_are_heeded(void **state)
{
	struct rig *r = *state;
	struct buf hours = BUF_INIT(10000);
	time_t now = time(NULL);
	int open = (int)(now / 3600 + 2) % 24;
	for (int h = 0; h < 24; h++)
		if (h != open)
			buf_addf(&hours, "%s<hour>%d</hour>", hours.n == 0 ? "<skipHours>" : "", h);
	buf_adds(&hours, "</skipHours>");
	write_channel(r, hours.p);
	buf_free(&hours);
	kit_start(r, "interval = 10m\nmax_interval = 7d");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(kit_next(r, "a") / 3600 % 24, open);
		kit_poll(r, "a");
		assert_int_equal(kit_status(r, "/a.xml", (size_t)i + 1), 304);
	}
}

static void test_skip_days_are_heeded(void **state)
{
	static const char *const days[] = {
	    "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"};
	struct rig *r = *state;
	struct buf list = BUF_INIT(10000);
	int64_t now = time(NULL), open = (now / 86400 + 3) % 7;
	for (int d = 0; d < 7; d++)
		if (d != open)
			buf_addf(
			    &list, "%s<day>%s</day>", list.n == 0 ? "<skipDays>" : "", days[d]);
	buf_adds(&list, "</skipDays>");
	write_channel(r, list.p);
	buf_free(&list);
	kit_start(r, "interval = 10m\nmax_interval = 7d");
	assert_int_equal(kit_next(r, "a") / 86400 % 7, open);
}

static void test_retry_after_in_seconds(void **state)
{
	struct rig *r = *state;
	write_channel(r, "");
	rig_write(r, "www/a.xml.how", "status=429&retry-after=5000");
	kit_start(r, "interval = 1s");
	assert_in_range(kit_pause(r, "a"), 5000, 5501);
	assert_true(kit_state(r, "a", "limited"));
	rig_sleep(1500);
	assert_int_equal(rig_requests(r, "/a.xml"), 1);
}

static void test_retry_after_as_a_date(void **state)
{
	assert_dated(*state, "status=503&retry-after=", 5010, "interval = 1s");
}

/* 429 and 503 that name no time: twice the interval at least, doubling. */
static void test_limits_without_a_hint(void **state)
{
	struct rig *r = *state;
	static const int statuses[] = {429, 503, 429};
	write_channel(r, "");
	rig_write(r, "www/a.xml.how", "status=429");
	kit_start(r, "interval = 10m\nmax_interval = 1d");
	for (int i = 0, wait = 1200; i < 3; i++, wait *= 2) {
		assert_in_range(kit_pause(r, "a"), wait, wait + wait / 10);
		rig_write(r, "www/a.xml.how", "status=%d", statuses[i]);
		kit_poll(r, "a");
	}
}

/* Twelve entries, one every so many seconds until now. */
static void write_rhythm(const struct rig *r, const char *name, int64_t gap)
{
	struct buf feed = BUF_INIT(1 << 20);
	char date[100], path[100];
	buf_adds(&feed, "<rss version=\"2.0\"><channel><title>T</title>");
	for (int i = 0; i < 12; i++) {
		DATES(date, "%a, %d %b %Y %T GMT", time(NULL) - i * gap);
		buf_addf(&feed,
		    "<item><guid>%d</guid><title>%s %d</title><pubDate>%s</pubDate></item>", i,
		    name, i, date);
	}
	buf_adds(&feed, "</channel></rss>");
	snprintf(path, sizeof(path), "www/%s", name);
	rig_write(r, path, "%s", feed.p);
	buf_free(&feed);
}

static void test_the_interval_follows_the_rhythm(void **state)
{
	static const struct {
		const char *name;
		int64_t gap, least, most;
	} feeds[] = {
	    {"wire.xml", 60, 300, 330}, /* min_interval */
	    {"hourly.xml", 3600, 636, 702}, {"daily.xml", 86400, 3110, 3430},
	    {"yearly.xml", 365 * 86400, 7200, 7920}, /* max_interval */
	};
	struct rig *r = *state;
	struct buf conf = BUF_INIT(10000);
	buf_adds(&conf, "[fetch]\nallow = 127.0.0.0/8\nmax_interval = 2h\n");
	for (size_t i = 0; i < 4; i++) {
		write_rhythm(r, feeds[i].name, feeds[i].gap);
		buf_addf(&conf, KIT_FEED, feeds[i].name, r->port, feeds[i].name);
	}
	kit_daemon(r, &conf);
	for (size_t i = 0; i < 4; i++) {
		kit_polled(r, feeds[i].name, 1);
		assert_in_range(kit_pause(r, feeds[i].name), feeds[i].least, feeds[i].most);
		kit_poll(r, feeds[i].name); /* 304: it is not forgotten */
		assert_in_range(kit_pause(r, feeds[i].name), feeds[i].least, feeds[i].most);
	}
}

static void test_polls_are_spread(void **state)
{
	struct rig *r = *state;
	struct buf conf = BUF_INIT(100000);
	int64_t least = INT64_MAX, most = 0;
	char name[32];
	write_channel(r, "");
	buf_adds(&conf, "[fetch]\nallow = 127.0.0.0/8\ninterval = 1000s\nper_host = 9\n");
	for (unsigned i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "%u", i);
		buf_addf(&conf, KIT_FEED, name, r->port, "a.xml");
	}
	kit_daemon(r, &conf);
	for (unsigned i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "%u", i);
		kit_polled(r, name, 1);
		int64_t pause = kit_pause(r, name);
		assert_in_range(pause, 1000, 1100);
		least = pause < least ? pause : least;
		most = pause > most ? pause : most;
	}
	assert_true(most - least > 20);
}

static void test_due_times_survive_a_kill(void **state)
{
	struct rig *r = *state;
	write_channel(r, "");
	kit_start(r, "");
	for (size_t polls = 1; polls < 3; polls++) { /* a 200, and a 304 */
		json_t *before = kit_feed(r, "a");
		rig_sleep(1500);
		rig_daemon_end(r, SIGKILL, 5000);
		rig_daemon(r);
		json_t *after = kit_feed(r, "a");
		assert_true(json_equal(before, after));
		rig_sleep(500);
		assert_int_equal(rig_requests(r, "/a.xml"), polls);
		json_decref(before);
		json_decref(after);
		kit_poll(r, "a");
	}
}

#define HUB "https://hub.example/"

static void test_a_hub_is_told_and_slows(void **state)
{
	struct rig *r = *state;
	write_channel(r, "<atom:link rel=\"hub\" href=\"" HUB "\"/>");
	rig_write(r, "www/b.xml.how", "header=Link:%%20<" HUB ">;%%20rel=%%22hub%%22");
	KIT_RSS(r, "b.xml", {"1", "One", 1});
	rig_config(r,
	    "[fetch]\nallow = 127.0.0.0/8\ninterval = 5m\nhub_interval = 45m\n" KIT_FEED KIT_FEED,
	    "a", r->port, "a.xml", "b", r->port, "b.xml");
	rig_daemon(r);
	for (int i = 0; i < 2; i++) {
		const char *name = i == 0 ? "a" : "b";
		kit_polled(r, name, 1);
		assert_in_range(kit_pause(r, name), 2700, 2970);
		json_t *f = kit_feed(r, name);
		assert_string_equal(json_string_value(json_object_get(f, "hub")), HUB);
		json_decref(f);
		kit_poll(r, name);
		assert_in_range(kit_pause(r, name), 2700, 2970);
	}
	assert_int_equal(kit_logged(r, "WebSub hub"), 2); /* once each */
}

/* --- others who wait ------------------------------------------------------------------ */

static bool is_for(json_t *request, const char *path)
{
	return strcmp(json_string_value(json_object_get(request, "path")), path) == 0;
}

/* The most requests for this path that were under way at once, each taking so long. */
static size_t at_once(const struct rig *r, const char *path, double seconds)
{
	json_t *all = rig_lines(r, "requests"), *one;
	double began[100];
	size_t n = 0, most = 0, i;
	json_array_foreach(all, i, one)
	{
		if (n < 100 && is_for(one, path))
			began[n++] = json_number_value(json_object_get(one, "time"));
	}
	json_decref(all);
	for (i = 0; i < n; i++) {
		size_t others = 0;
		for (size_t k = 0; k < n; k++)
			others += began[k] <= began[i] && began[k] > began[i] - seconds;
		most = others > most ? others : most;
	}
	return most;
}

/* So many feeds of one address, each a host of its own or not, each taking 300 ms. */
static void poll_hosts(struct rig *r, const char *options, bool hosts, unsigned feeds)
{
	struct buf conf = BUF_INIT(100000);
	char name[32];
	write_channel(r, "");
	rig_write(r, "www/a.xml.how", "delay=300");
	buf_addf(&conf, "[fetch]\nallow = 127.0.0.0/8, ::1\n%s\n", options);
	for (unsigned i = 0; i < feeds; i++) {
		buf_addf(&conf, "[feed %u]\nurl = http://", i);
		if (hosts)
			buf_addf(&conf, "a%u.localhost", i);
		else
			buf_adds(&conf, "127.0.0.1");
		buf_addf(&conf, ":%u/a.xml\n", r->port);
	}
	kit_daemon(r, &conf);
	for (unsigned i = 0; i < feeds; i++) {
		snprintf(name, sizeof(name), "%u", i);
		kit_polled(r, name, 1);
		assert_true(kit_state(r, name, "ok"));
	}
}

static void test_one_host_is_asked_so_often_at_once(void **state)
{
	struct rig *r = *state;
	poll_hosts(r, "per_host = 3", false, 12);
	assert_int_equal(at_once(r, "/a.xml", 0.29), 3);
}

static void test_one_address_is_asked_so_often_at_once(void **state)
{
	struct rig *r = *state;
	poll_hosts(r, "per_host = 3\nper_address = 4", true, 16);
	assert_int_equal(at_once(r, "/a.xml", 0.29), 4);
}

/* Ten feeds on one host, for a second and a half each, and two places in all. */
static void test_one_host_holds_up_no_other(void **state)
{
	struct rig *r = *state;
	struct buf conf = BUF_INIT(100000);
	write_channel(r, "");
	KIT_RSS(r, "slow.xml", {"1", "Slow", 2});
	rig_write(r, "www/slow.xml.how", "delay=1500");
	buf_adds(&conf, KIT_FETCH "concurrency = 2\nper_host = 1\n");
	for (unsigned i = 0; i < 10; i++)
		buf_addf(&conf, "[feed slow %u]\nurl = http://127.0.0.9:%u/slow.xml\n", i, r->port);
	buf_addf(&conf, KIT_FEED, "a", r->port, "a.xml");
	kit_daemon(r, &conf);
	kit_polled(r, "a", 1);
	/* It was asked beside the first of the slow ones. */
	json_t *all = rig_lines(r, "requests");
	size_t slow = 0;
	while (slow < json_array_size(all) && !is_for(json_array_get(all, slow), "/a.xml"))
		slow++;
	json_decref(all);
	assert_true(slow <= 2);
}

/* Forty hosts that never answer, and forty that do, with eight places in all. */
static void test_slow_hosts_hold_up_no_other(void **state)
{
	struct rig *r = *state;
	struct buf conf = BUF_INIT(100000);
	json_t *all, *one;
	size_t i, good = 0;
	double first = 0, last = 0;
	write_channel(r, "");
	KIT_RSS(r, "slow.xml", {"1", "Slow", 2});
	rig_write(r, "www/slow.xml.how", "delay=60000");
	buf_adds(&conf, KIT_FETCH "concurrency = 8\ntimeout = 20s\n");
	for (unsigned k = 0; k < 80; k++)
		buf_addf(&conf, "[feed %u]\nurl = http://127.0.7.%u:%u/%s.xml\n", k, k + 1, r->port,
		    k % 2 == 0 ? "slow" : "a");
	kit_daemon(r, &conf);
	RIG_WAIT(r, 15, rig_requests(r, "/a.xml") == 40);
	all = rig_lines(r, "requests");
	json_array_foreach(all, i, one)
	{
		double t = json_number_value(json_object_get(one, "time"));
		first = i == 0 ? t : first;
		if (is_for(one, "/a.xml")) {
			last = t;
			good++;
		}
	}
	json_decref(all);
	assert_int_equal(good, 40);
	assert_true(last - first < 8 * rig_patience());
}

KIT_MAIN(KIT_TEST(test_cache_control_is_heeded), KIT_TEST(test_an_age_is_taken_off),
    KIT_TEST(test_expires_is_heeded), KIT_TEST(test_ttl_is_heeded),
    KIT_TEST(test_sy_update_is_heeded), KIT_TEST(test_skip_hours_are_heeded),
    KIT_TEST(test_skip_days_are_heeded), KIT_TEST(test_retry_after_in_seconds),
    KIT_TEST(test_retry_after_as_a_date), KIT_TEST(test_limits_without_a_hint),
    KIT_TEST(test_the_interval_follows_the_rhythm), KIT_TEST(test_polls_are_spread),
    KIT_TEST(test_due_times_survive_a_kill), KIT_TEST(test_a_hub_is_told_and_slows),
    KIT_TEST(test_one_host_is_asked_so_often_at_once),
    KIT_TEST(test_one_address_is_asked_so_often_at_once), KIT_TEST(test_one_host_holds_up_no_other),
    KIT_TEST(test_slow_hosts_hold_up_no_other))

/* The clock jumps under a running daemon (libfaketime, where it is installed). */
#include <glob.h>

#include "kit.h"

#define YEAR (365 * 86400)

/* libfaketime.so.1's path, or NULL. */
static const char *faketime(void)
{
	static char path[256];
	glob_t g;

	if (glob("/usr/lib/*/faketime/libfaketimeMT.so.1", 0, NULL, &g) == 0)
		snprintf(path, sizeof(path), "%s", g.gl_pathv[0]);
	globfree(&g);
	return path[0] != '\0' ? path : NULL;
}

/* Sets the daemon's wall clock so many seconds off; its other clocks go on. */
static void set_clock(const struct rig *r, int64_t off)
{
	rig_write(r, "clock", "%+lld\n", (long long)off);
	rig_sleep(1200); /* it looks at the file once a second */
}

static bool begin(struct rig *r)
{
	char path[256];

	if (faketime() == NULL) {
		print_message("no libfaketime here: not tested\n");
		return false;
	}
	if (strstr(r->build, "address") != NULL || strstr(r->build, "thread") != NULL) {
		print_message("a sanitizer cannot be preloaded to: not tested\n");
		return false;
	}
	rig_write(r, "clock", "+0\n");
	snprintf(path, sizeof(path), "%s/clock", r->dir);
	setenv("FAKETIME_TIMESTAMP_FILE", path, 1);
	setenv("FAKETIME_CACHE_DURATION", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	setenv("LD_PRELOAD", faketime(), 1);
	rig_daemon(r);
	unsetenv("LD_PRELOAD");
	return true;
}

static int64_t stories(const struct rig *r)
{
	json_t *status = rig_ask(r, "{\"cmd\":\"status\"}");
	int64_t n = json_integer_value(
	    json_object_get(json_object_get(json_array_get(status, 0), "stories"), "total"));

	json_decref(status);
	return n;
}

/* An hour to ten years, forward and back: no feed is asked before its time, none is
 * silent after it, nothing is alerted twice or forgotten, and a retry comes. */
static void test_the_clock_jumps(void **state)
{
	static const int64_t jumps[] = {1, 3600, -3600, 10 * YEAR, -10 * YEAR, 0};
	struct rig *r = *state;

	KIT_RSS(r, "a.xml", {"1", "One", 1});
	KIT_RSS(r, "b.xml", {"2", "Two", 2});
	rig_write(r, "www/hook.how", "status=500");
	rig_config(r,
	    KIT_FETCH KIT_FEED "interval = 4s\nmax_interval = 4s\n" KIT_FEED KIT_FILE
			       "[alert hook]\ntype = webhook\nurl = http://127.0.0.1:%u/hook\n"
			       "allow = 127.0.0.0/8\n",
	    "a", r->port, "a.xml", "b", r->port, "b.xml", r->dir, r->port);
	if (!begin(r))
		return;
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 2 && rig_requests(r, "/hook") == 2);
	for (size_t i = 0; i < COUNT(jumps); i++) {
		size_t asked = rig_requests(r, "/a.xml"), hour = rig_requests(r, "/b.xml");
		int64_t began = rig_now_ms();

		set_clock(r, jumps[i]);
		RIG_WAIT(r, 15, rig_requests(r, "/a.xml") >= asked + 1);
		/* At the pace that was set, and the hourly feed not at all. */
		assert_true((int64_t)(rig_requests(r, "/a.xml") - asked) <=
			    2 + (rig_now_ms() - began) / 4000);
		assert_int_equal(rig_requests(r, "/b.xml"), hour);
		assert_int_equal(kit_alerts(r, NULL, NULL), 2);
		assert_int_equal(stories(r), 2);
	}
	rig_write(r, "www/hook.how", "status=200");
	/* The first retry is due after half a minute of whichever clock. */
	RIG_WAIT(r, 45, rig_requests(r, "/hook") >= 4);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
	KIT_RSS(r, "b.xml", {"3", "Three", 3}, {"2", "Two", 2});
	kit_poll(r, "b");
	RIG_WAIT(r, 10, kit_alerts(r, "Three", NULL) == 1);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	kit_no_repeats(r, "alerts.jsonl");
	kit_store_is_whole(r);
}

KIT_MAIN(KIT_TEST(test_the_clock_jumps))

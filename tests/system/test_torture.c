/*
 * One poll of three feeds into a fresh store, with one call of it broken: for
 * each write and sync the daemon killed before and after it, or the call failed
 * once, or from then on; for each allocation the same.  Whatever that did, the
 * store is whole, and the next clean poll leaves what an undisturbed one would
 * have: each story alerted once in the file, at least once at the webhook.
 *
 * $TORTURE_STEPS: so many calls of each kind, spread evenly (24); 0: every one.
 * $TORTURE_CASE: this one only, as told where one failed: "alloc once 1616"; or
 * those of a kind: "alloc once".
 */
#include <unistd.h>

#include "kit.h"

static const char *const titles[] = {
    "Harbour", "Bridge", "Budget", "Storm", "Harbour again", "Election", "Railway"};
enum { TITLES = COUNT(titles) };

static void feeds_write(struct rig *r)
{
	/* "Harbour again" is a copy of "Harbour": evidence is stored, too. */
	KIT_RSS(r, "a.xml", {"1", titles[0], 1}, {"2", titles[1], 2}, {"3", titles[2], 3},
	    {"4", titles[3], 4});
	KIT_RSS(r, "b.xml", {"1", titles[4], 1});
	KIT_RSS(r, "c.xml", {"1", titles[5], 6}, {NULL, titles[6], 7});
}

/* What a library drops without memory ends by its deadline; nothing else does, however
 * busy the machine is. */
static void configure(struct rig *r, bool broken)
{
	rig_config(r,
	    KIT_FETCH "timeout = %s\n" KIT_FILE
		      "[alert hook]\ntype = webhook\nurl = http://127.0.0.1:%u/?\n"
		      "allow = 127.0.0.0/8\n" KIT_FEED KIT_FEED KIT_FEED,
	    broken ? "5s" : "60s", r->dir, r->port, "a", r->port, "a.xml", "b", r->port, "b.xml",
	    "c", r->port, "c.xml");
}

static void start_fresh(struct rig *r)
{
	static const char *const files[] = {"store.db", "store.db-wal", "store.db-shm",
	    "store.db-journal", "alerts.jsonl", "count", "daemon.log"};
	char posts[128];
	for (size_t i = 0; i < COUNT(files); i++)
		rig_remove(r, files[i]);
	snprintf(posts, sizeof(posts), "%s/posts", r->dir);
	assert_int_equal(truncate(posts, 0), 0);
}

/* For whoever has to find out what went wrong. */
static void log_add(struct rig *r, const char *text, const char *more)
{
	char *before = rig_read(r, "daemon.log");
	rig_write(r, "daemon.log", "%s%s%s", before, text, more != NULL ? more : "");
	free(before);
}

/* One poll; order: for the shim, or NULL. */
static int poll_once(struct rig *r, const char *order)
{
	char config[128], shim[512], count[128];
	struct buf out = BUF_INIT(1 << 20);
	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	snprintf(shim, sizeof(shim), "%s/shim.so", r->build);
	snprintf(count, sizeof(count), "%s/count", r->dir);
	configure(r, order != NULL && strstr(order, " count ") == NULL);
	log_add(r, order != NULL ? order : "clean", "\n");
	if (order != NULL) {
		setenv("TORTURE", order, 1);
		setenv("TORTURE_COUNT", count, 1);
		setenv("LD_PRELOAD", shim, 1);
	}
	int rc = RIG_RUN(r, &out, &out, "copytasterd", "-c", config, "--once");
	unsetenv("LD_PRELOAD");
	log_add(r, "", out.p);
	buf_free(&out);
	return rc;
}

static bool posted(struct rig *r, const char *title)
{
	json_t *posts = rig_lines(r, "posts"), *one;
	size_t i;
	bool found = false;
	char want[64];
	snprintf(want, sizeof(want), "\"title\":\"%s\"", title);
	json_array_foreach(posts, i, one)
	{
		const char *body = json_string_value(json_object_get(one, "body"));
		found = found || (body != NULL && strstr(body, want) != NULL);
	}
	json_decref(posts);
	return found;
}

static bool complete(struct rig *r)
{
	for (size_t i = 0; i < TITLES; i++)
		if (kit_alerts(r, titles[i], NULL) == 0 || !posted(r, titles[i]))
			return false;
	return true;
}

/* Everything is there, and once.  What a sink refused is tried again some
 * seconds later; the server notes what it has answered a moment later. */
static void all_is_well(struct rig *r, const char *after)
{
	for (int64_t end = rig_now_ms() + 40000; !complete(r) && rig_now_ms() < end;) {
		rig_sleep(500);
		poll_once(r, NULL);
	}
	if (!complete(r))
		rig_fail("after \"%s\": some alert was not delivered", after);
	kit_no_repeats(r, "alerts.jsonl");
	for (size_t i = 0; i < TITLES; i++)
		if (kit_alerts(r, titles[i], NULL) != 1)
			rig_fail("after \"%s\": %zu alerts of \"%s\"", after,
			    kit_alerts(r, titles[i], NULL), titles[i]);
	if (kit_alerts(r, NULL, NULL) != TITLES || kit_alerts(r, NULL, "republished") != 1)
		rig_fail("after \"%s\": %zu alerts, %zu of them republished", after,
		    kit_alerts(r, NULL, NULL), kit_alerts(r, NULL, "republished"));
}

static unsigned long calls_count(struct rig *r, const char *kind)
{
	char order[64];
	snprintf(order, sizeof(order), "%s count 0", kind);
	start_fresh(r);
	assert_int_equal(poll_once(r, order), 0);
	all_is_well(r, order);
	char *text = rig_read(r, "count");
	unsigned long n = strtoul(text, NULL, 10);
	free(text);
	assert_true(n > 20);
	return n;
}

/* What the poll broken by this order leaves; was it stopped by it? */
static bool break_one(struct rig *r, const char *order)
{
	start_fresh(r);
	int rc = poll_once(r, order);
	if (rc >= 128 && rc != 128 + SIGKILL)
		rig_fail("\"%s\": ended by signal %d", order, rc - 128);
	kit_store_is_whole(r);
	if (poll_once(r, NULL) != 0)
		rig_fail("after \"%s\": the next poll failed", order);
	all_is_well(r, order);
	return rc != 0;
}

static void torture(struct rig *r, const char *kind, const char *what)
{
	const char *limit = getenv("TORTURE_STEPS"), *only = getenv("TORTURE_CASE");
	unsigned long n, steps = limit != NULL ? strtoul(limit, NULL, 10) : 24;
	unsigned stopped = 0;
	char order[64];
	int prefix = snprintf(order, sizeof(order), "%s %s ", kind, what);
	feeds_write(r);
	if (only != NULL && strncmp(only, order, (size_t)prefix) == 0) {
		break_one(r, only);
		return;
	}
	order[prefix - 1] = '\0';
	if (only != NULL && strcmp(only, order) != 0)
		return;
	n = calls_count(r, kind);
	if (steps == 0 || steps > n)
		steps = n;
	for (unsigned long i = 0; i < steps; i++) {
		snprintf(order, sizeof(order), "%s %s %lu", kind, what, 1 + i * n / steps);
		stopped += break_one(r, order);
	}
	print_message("%s %s: %lu of %lu calls, %u polls stopped or failed by it\n", kind, what,
	    steps, n, stopped);
}

#define TORTURE_TEST(kind, what)                       \
	static void test_##kind##_##what(void **state) \
	{                                              \
		torture(*state, #kind, #what);         \
	}
TORTURE_TEST(file, before)
TORTURE_TEST(file, after)
TORTURE_TEST(file, once)
TORTURE_TEST(file, on)
TORTURE_TEST(alloc, once)
TORTURE_TEST(alloc, on)

KIT_MAIN(KIT_TEST(test_file_before), KIT_TEST(test_file_after), KIT_TEST(test_file_once),
    KIT_TEST(test_file_on), KIT_TEST(test_alloc_once), KIT_TEST(test_alloc_on))

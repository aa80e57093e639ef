/*
 * One poll of three feeds into a fresh store, with one call of it broken: for
 * each write and sync the daemon killed before and after it, or the call failed
 * once, or from then on; for each allocation the same.  Whatever that did, the
 * store is whole, and the next clean poll leaves what an undisturbed one would
 * have: each story alerted once in the file, at least once at the webhook.
 *
 * And reloads with one allocation broken: each takes all of its configuration, or none.
 *
 * $TORTURE_STEPS: so many calls of each kind, spread evenly (24); 0: every one.
 * $TORTURE_CASE: this one only, as told where one failed: "alloc once 1616"; or
 * those of a kind: "alloc once".
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
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

/* --- reloads ------------------------------------------------------------------------------ */

/* As the shim has it: the allocation to fail, and how many there were. */
struct live {
	atomic_ulong at, calls;
};

static struct live *live_begin(struct rig *r)
{
	char shim[512], path[128];
	struct live *live;
	rig_write(r, "live", "%*s", (int)sizeof(*live), "");
	snprintf(path, sizeof(path), "%s/live", r->dir);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	live = mmap(NULL, sizeof(*live), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(live, MAP_FAILED);
	close(fd);
	live->at = 0;
	snprintf(shim, sizeof(shim), "%s/shim.so", r->build);
	setenv("TORTURE", "alloc live 0", 1);
	setenv("TORTURE_COUNT", path, 1);
	setenv("LD_PRELOAD", shim, 1);
	rig_daemon(r);
	unsetenv("LD_PRELOAD");
	return live;
}

/* The first and the second configuration: alerts go to another file. */
static void configure_to(struct rig *r, int which)
{
	rig_config(r, KIT_FETCH "[alert file]\ntype = file\npath = %s/alerts%d\n" KIT_FEED, r->dir,
	    which, "a", r->port, "a.xml");
}

/* How many reloads were taken; and not, before and after the file was read and understood. */
static size_t taken(const struct rig *r)
{
	return kit_logged(r, "reloaded: ");
}

static size_t untaken(const struct rig *r)
{
	return kit_logged(r, "configuration not taken");
}

static size_t unread(const struct rig *r)
{
	return kit_logged(r, "the old configuration stays");
}

/* Does a new story's alert come to this configuration's file? */
static void alerts_go_to(struct rig *r, int which, unsigned long n)
{
	char name[16], title[32];
	snprintf(name, sizeof(name), "alerts%d", which);
	snprintf(title, sizeof(title), "News %lu", n);
	KIT_RSS(r, "a.xml", {title, title, (unsigned)n + 100});
	kit_poll(r, "a");
	for (int64_t end = rig_now_ms() + 5000 * rig_patience();; rig_sleep(5)) {
		char *text = rig_read(r, name);
		bool there = strstr(text, title) != NULL;
		free(text);
		if (there)
			return;
		if (rig_now_ms() > end)
			rig_fail("reload, allocation %lu: the alert did not come to %s", n, name);
	}
}

/* Fails the nth allocation from here to the end of a reload; false: there were fewer. */
static bool reload_broken(struct rig *r, struct live *live, unsigned long n)
{
	size_t before = taken(r) + untaken(r) + unread(r);
	char said[256];
	while (recv(r->notify, said, sizeof(said), MSG_DONTWAIT) > 0)
		; /* else the daemon waits for somebody to listen */
	live->calls = 0;
	live->at = n;
	assert_int_equal(kill(r->daemon, SIGHUP), 0);
	for (int64_t end = rig_now_ms() + 10000 * rig_patience();
	     taken(r) + untaken(r) + unread(r) == before; rig_sleep(2))
		if (rig_now_ms() > end)
			rig_fail("allocation %lu: the reload did not end", n);
	live->at = 0;
	return live->calls >= n;
}

static void test_reload(void **state)
{
	struct rig *r = *state;
	unsigned long n = 0;
	size_t was;
	int now = 0;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	configure_to(r, now);
	struct live *live = live_begin(r);
	kit_polled(r, "a", 1);
	for (bool broken = true; broken;) {
		size_t not_taken = untaken(r);
		was = taken(r);
		configure_to(r, 1 - now);
		broken = reload_broken(r, live, ++n);
		if (taken(r) > was)
			now = 1 - now;
		if (untaken(r) > not_taken || !broken)
			alerts_go_to(r, now, n);
	}
	print_message("reload: %lu allocations, %zu times not taken\n", n - 1, untaken(r));
	assert_true(untaken(r) > 0);
	munmap(live, sizeof(*live));
}

KIT_MAIN(KIT_TEST(test_file_before), KIT_TEST(test_file_after), KIT_TEST(test_file_once),
    KIT_TEST(test_file_on), KIT_TEST(test_alloc_once), KIT_TEST(test_alloc_on),
    KIT_TEST(test_reload))

/* The daemon confined to its paths. */
#include <sys/stat.h>

#include "kit.h"

#define HOOK                                                             \
	"[alert hook]\ntype = webhook\nurl = http://127.0.0.1:%u/hook\n" \
	"allow = 127.0.0.0/8\nsecret_file = %s/keys/key\n"

/* A key that is a link to what lies outside: DIR-beside/key. */
static void prepare(struct rig *r, char beside[128])
{
	char path[256], link[256];
	FILE *f;

	KIT_RSS(r, "a.xml", {"1", "One", 1});
	snprintf(beside, 128, "%s-beside", r->dir);
	assert_int_equal(mkdir(beside, 0700), 0);
	snprintf(path, sizeof(path), "%s/key", beside);
	f = fopen(path, "we");
	assert_non_null(f);
	fputs("open sesame\n", f);
	fclose(f);
	snprintf(link, sizeof(link), "%s/keys", r->dir);
	assert_int_equal(mkdir(link, 0700), 0);
	snprintf(link, sizeof(link), "%s/keys/key", r->dir);
	assert_int_equal(symlink(path, link), 0);
}

static void clean_up(const char *beside)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -r %s", beside);
	assert_int_equal(system(command), 0);
}

static bool confined(const struct rig *r)
{
	if (kit_logged(r, "confined to its own paths") > 0)
		return true;
	assert_true(kit_logged(r, "no Landlock") > 0);
	print_message("no Landlock in this kernel: not tested\n");
	return false;
}

/* What is outside cannot be read, though the user may; all else works. */
static void test_it_reads_nothing_outside(void **state)
{
	struct rig *r = *state;
	char beside[128];

	prepare(r, beside);
	rig_config(
	    r, KIT_FETCH KIT_FEED KIT_FILE HOOK, "a", r->port, "a.xml", r->dir, r->port, r->dir);
	rig_daemon(r);
	if (confined(r)) {
		RIG_WAIT(r, 10, kit_alerts(r, "One", NULL) == 1);
		RIG_WAIT(r, 10, kit_logged(r, "to hook failed") > 0);
		assert_true(kit_logged(r, "Permission denied") > 0);
		assert_int_equal(rig_requests(r, "/hook"), 0);
	}
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	clean_up(beside);
}

static void test_it_can_be_switched_off(void **state)
{
	struct rig *r = *state;
	char beside[128];

	prepare(r, beside);
	rig_config(r, "sandbox = no\n" KIT_FETCH KIT_FEED KIT_FILE HOOK, "a", r->port, "a.xml",
	    r->dir, r->port, r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, "One", NULL) == 1);
	RIG_WAIT(r, 10, rig_requests(r, "/hook") == 1);
	assert_int_equal(kit_logged(r, "confined"), 0);
	clean_up(beside);
}

/* A reload within the fence is taken, one beyond it refused. */
static void test_a_reload_keeps_within(void **state)
{
	struct rig *r = *state;
	char beside[128];

	prepare(r, beside);
	kit_start(r, "");
	if (confined(r)) {
		rig_config(r,
		    KIT_FETCH KIT_FEED KIT_FILE "[alert more]\ntype = file\npath = %s/more.jsonl\n",
		    "a", r->port, "a.xml", r->dir, beside);
		kill(r->daemon, SIGHUP);
		RIG_WAIT(r, 10, kit_logged(r, "the old configuration stays") == 1);
		assert_true(kit_logged(r, "-beside: not writable") > 0);
		assert_true(kit_logged(r, "restart it") > 0);
		rig_config(r,
		    KIT_FETCH KIT_FEED KIT_FILE "[alert more]\ntype = exec\ncommand = true\n", "a",
		    r->port, "a.xml", r->dir);
		kill(r->daemon, SIGHUP);
		RIG_WAIT(r, 10, kit_logged(r, "the old configuration stays") == 2);
		rig_config(r,
		    KIT_FETCH KIT_FEED KIT_FILE "[alert more]\ntype = file\npath = %s/more.jsonl\n",
		    "a", r->port, "a.xml", r->dir, r->dir);
		kill(r->daemon, SIGHUP);
		RIG_WAIT(r, 10, kit_logged(r, "reloaded") == 1);
		KIT_RSS(r, "a.xml", {"2", "Two", 2}, {"1", "One", 1});
		kit_poll(r, "a");
		RIG_WAIT(r, 10, kit_alerts(r, "Two", NULL) == 1);
		RIG_WAIT(r, 10, rig_exists(r, "more.jsonl"));
	}
	clean_up(beside);
}

/* A hook that the daemon starts itself would be confined as it is: it says so. */
static void test_a_hook_of_its_own_is_not_confined(void **state)
{
	struct rig *r = *state;

	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_config(r, KIT_FETCH KIT_FEED "[alert hook]\ntype = exec\ncommand = /bin/cat\n", "a",
	    r->port, "a.xml");
	rig_daemon(r);
	assert_int_equal(kit_logged(r, "not confined: [alert hook]"), 1);
}

KIT_MAIN(KIT_TEST(test_it_reads_nothing_outside), KIT_TEST(test_it_can_be_switched_off),
    KIT_TEST(test_a_reload_keeps_within), KIT_TEST(test_a_hook_of_its_own_is_not_confined))

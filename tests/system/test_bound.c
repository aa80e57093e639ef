/* What the daemon holds is bounded by what may wait, not by how much comes at once. */
#include "kit.h"

enum {
	FEEDS = 28,
	BODY = 4 << 20,
	STOPPED_MS = 3000,
	FREIGHT = 52, /* MiB of bodies that may come at once: freight.h */
	ELSE = 40,    /* MiB that it takes for all else, at most */
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { COUNTED = 0 }; /* a sanitizer's memory is not ours */
#else
enum { COUNTED = 1 };
#endif

/* MiB that the daemon had at most. */
static long most(const struct rig *r)
{
	char path[64], line[256];
	long kib = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", r->daemon);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "VmHWM: %ld", &kib);
	fclose(f);
	return kib / 1024;
}

/* The daemon's worker; 0: there is none yet. */
static pid_t worker(const struct rig *r)
{
	char path[64];
	pid_t pid = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", r->daemon, r->daemon);
	FILE *f = fopen(path, "re");
	if (f == NULL || fscanf(f, "%d", &pid) != 1)
		pid = 0;
	if (f != NULL)
		fclose(f);
	return pid;
}

/* 112 MiB of feeds while the one worker stands still: what does not fit is asked for
 * again, and all of it comes. */
static void test_bodies_that_wait_are_bounded(void **state)
{
	struct rig *r = *state;
	struct buf conf = BUF_INIT(1 << 16), body = BUF_INIT(2 * BODY);

	buf_addf(&body,
	    "<rss version=\"2.0\"><channel><title>T</title><item><guid>1</guid>"
	    "<title>One</title><description>%s</description></item></channel><!--",
	    kit_text(1));
	while (body.n < BODY)
		buf_addf(&body, " %zx", body.n);
	buf_adds(&body, " --></rss>");
	rig_write(r, "www/big.xml", "%s", body.p);
	buf_free(&body);
	/* The server makes so many such bodies one after the other. */
	buf_addf(&conf, "[daemon]\nworkers = 1\n" KIT_FETCH "timeout = 10m\n");
	for (int i = 0; i < FEEDS; i++)
		buf_addf(
		    &conf, "[feed f%d]\nurl = http://127.0.1.%d:%u/big.xml\n", i, i + 1, r->port);
	kit_daemon(r, &conf);
	RIG_WAIT(r, 20, worker(r) > 0);
	pid_t slow = worker(r);
	kill(slow, SIGSTOP);
	rig_sleep(STOPPED_MS);
	kill(slow, SIGCONT);
	for (int i = 0; i < FEEDS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%d", i);
		RIG_WAIT(r, 60, kit_number(r, name, "polls") >= 1);
		if (!kit_state(r, name, "ok"))
			rig_fail("feed %s is not ok", name);
	}
	print_message("%ld MiB, %zu requests\n", most(r), rig_requests(r, "/big.xml"));
	if (COUNTED)
		assert_in_range(most(r), 1, FREIGHT + ELSE);
}

KIT_MAIN(KIT_TEST(test_bodies_that_wait_are_bounded))

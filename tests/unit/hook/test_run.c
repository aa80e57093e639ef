/* Commands run for real. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run.h"
#include "scratch.h"

/* An executable file in dir with this text. */
static char *script(const char *text)
{
	static char path[128];
	snprintf(path, sizeof(path), "%s/script", scratch_dir);
	scratch_write(path, text, 0700);
	return path;
}

static struct run_result sh(const char *text, struct view input, int64_t ms)
{
	char shell[] = "/bin/sh", option[] = "-c", body[2000];
	char *argv[] = {shell, option, body, NULL};

	assert_true(
	    snprintf(body, sizeof(body), "D=%s; %s", scratch_dir, text) < (int)sizeof(body));
	return run_command(argv, "desk", input, ms);
}

static void exit_status_is_told(void **state)
{
	struct run_result r;

	(void)state;
	r = sh("exit 0", VIEW_LIT("x"), 60000);
	assert_true(r.end == RUN_EXIT && r.code == 0);
	r = sh("exit 100", VIEW_LIT("x"), 60000);
	assert_true(r.end == RUN_EXIT && r.code == 100);
	r = sh("kill -USR1 $$", VIEW_LIT("x"), 60000);
	assert_true(r.end == RUN_SIGNAL && r.code == SIGUSR1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void input_is_whole_and_cannot_be_changed(void **state)
{
	static char big[700000];
	struct run_result r;

	(void)state;
	r = sh("cat > $D/in", VIEW_LIT("{\"v\":1}\n"), 60000);
	assert_true(r.end == RUN_EXIT && r.code == 0);
	assert_string_equal(scratch_read("in"), "{\"v\":1}\n");
	memset(big, 'x', sizeof(big));
	r = sh("test $(wc -c) = 700000", (struct view){big, sizeof(big)}, 60000);
	assert_true(r.end == RUN_EXIT && r.code == 0);
	r = sh("(echo y >&0) 2>/dev/null || exit 7", VIEW_LIT("x"), 60000);
	assert_true(r.end == RUN_EXIT && r.code == 7);
	r = sh("exit 0", (struct view){big, sizeof(big)}, 60000); /* never reads it */
	assert_true(r.end == RUN_EXIT && r.code == 0);
}

/* Runs it, well; its standard output goes to our standard error, and from there to out. */
static void run_to(char *const argv[], char *out, size_t size)
{
	int fds[2], saved = dup(STDERR_FILENO);

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	dup2(fds[1], STDERR_FILENO);
	struct run_result r = run_command(argv, "desk", VIEW_LIT("x"), 60000);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fds[1]);
	ssize_t n = read(fds[0], out, size - 1);
	close(fds[0]);
	assert_true(r.end == RUN_EXIT && r.code == 0 && n > 0);
	out[n] = '\0';
}

static void environment_is_clean(void **state)
{
	char path[] = "/usr/bin/env", out[100000];
	char *argv[] = {path, NULL};

	(void)state;
	setenv("CANARY_SECRET", "x", 1);
	run_to(argv, out, sizeof(out));
	assert_string_equal(
	    out, "PATH=/usr/local/bin:/usr/bin:/bin\nLANG=C.UTF-8\nCOPYTASTER_ALERT=desk\n");
}

static void nothing_else_is_inherited(void **state)
{
	int leak = open("/dev/null", O_RDONLY); /* not close-on-exec */
	struct run_result r;
	sigset_t all;

	(void)state;
	assert_true(leak >= 0);
	signal(SIGTERM, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	r = sh("cd /proc/self/fd; echo * > $D/fds; pwd -P > $D/fdcwd; umask > $D/umask; "
	       "grep -E '^Sig(Blk|Ign)' /proc/self/status > $D/signals; "
	       "cut -d' ' -f5,6 /proc/$$/stat > $D/group; echo $$ $$ > $D/self",
	    VIEW_LIT("x"), 60000);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	signal(SIGTERM, SIG_DFL);
	close(leak);
	assert_true(r.end == RUN_EXIT && r.code == 0);
	/* 0, 1, 2, and those that the shell has for "> file" and for "*" */
	const char *fds = scratch_read("fds");
	assert_int_equal(strncmp(fds, "0 1 ", 4), 0);
	char number[16];
	snprintf(number, sizeof(number), " %d ", leak);
	if (leak > 4)
		assert_null(strstr(fds, number));
	assert_string_equal(scratch_read("umask"), "0077\n");
	unsigned long long blocked = 1, ignored = 1;
	assert_int_equal(
	    sscanf(scratch_read("signals"), "SigBlk: %llx SigIgn: %llx", &blocked, &ignored), 2);
	assert_int_equal(blocked, 0);
	assert_int_equal(ignored & ~0x180000000ULL, 0); /* 32 and 33 are the C library's */
	char group[64];
	snprintf(group, sizeof(group), "%.60s", scratch_read("group"));
	assert_string_equal(group, scratch_read("self")); /* its own group and session */
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool alive(const char *pid_file)
{
	pid_t pid = atoi(scratch_read(pid_file));
	char path[64], line[256] = "";

	assert_true(pid > 0);
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return false;
	(void)!fgets(line, sizeof(line), f);
	fclose(f);
	return strstr(line, ") Z ") == NULL; /* init may take a moment to reap it */
}

/* SIGKILL is not instant. */
static void dies(const char *pid_file)
{
	for (int i = 0; i < 3000 && alive(pid_file); i++)
		usleep(10000);
	assert_false(alive(pid_file));
}

static void time_limit_ends_the_whole_group(void **state)
{
	int64_t begin = now_ms();

	(void)state;
	struct run_result r = sh("sleep 100 & echo $! > $D/child; wait", VIEW_LIT("x"), 300);
	assert_int_equal(r.end, RUN_TIMEOUT);
	assert_in_range(now_ms() - begin, 300, 50000); /* not after a hundred seconds */
	dies("child");
	begin = now_ms(); /* deaf to SIGTERM */
	r = sh("trap '' TERM; sleep 100 & echo $! > $D/child; while :; do sleep 100; done",
	    VIEW_LIT("x"), 300);
	assert_int_equal(r.end, RUN_TIMEOUT);
	assert_in_range(now_ms() - begin, 2300, 50000);
	dies("child");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void what_stays_behind_is_ended(void **state)
{
	(void)state;
	struct run_result r = sh("sleep 100 & echo $! > $D/child; exit 0", VIEW_LIT("x"), 60000);
	assert_true(r.end == RUN_EXIT && r.code == 0);
	dies("child");
}

static void what_cannot_run_is_told(void **state)
{
	char missing[] = "/nonexistent/x", name[] = "no-such-program-here", empty[] = "";
	char *const commands[] = {missing, name, empty};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *argv[] = {commands[i], NULL};
		struct run_result r = run_command(argv, "desk", VIEW_LIT("x"), 60000);
		assert_int_equal(r.end, RUN_ERROR);
		assert_int_equal(r.code, i == 2 && r.code != ENOENT ? EACCES : ENOENT);
	}
	char *none[] = {NULL};
	assert_int_equal(run_command(none, "desk", VIEW_LIT("x"), 60000).end, RUN_ERROR);
	/* No "#!": execvp would give it to a shell. */
	char *argv[] = {script("touch /tmp/should-not-run\n"), NULL};
	struct run_result r = run_command(argv, "desk", VIEW_LIT("x"), 60000);
	assert_true(r.end == RUN_ERROR && r.code == ENOEXEC);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void names_are_found_and_words_kept(void **state)
{
	char name[] = "printf", format[] = "%s|", word[] = "a b; touch $(x) `y` *";
	char *argv[] = {name, format, word, NULL};
	char out[200];

	(void)state;
	run_to(argv, out, sizeof(out));
	assert_string_equal(out, "a b; touch $(x) `y` *|");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_up, scratch_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(exit_status_is_told),
	    TEST(input_is_whole_and_cannot_be_changed),
	    TEST(environment_is_clean),
	    TEST(nothing_else_is_inherited),
	    TEST(time_limit_ends_the_whole_group),
	    TEST(what_stays_behind_is_ended),
	    TEST(what_cannot_run_is_told),
	    TEST(names_are_found_and_words_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

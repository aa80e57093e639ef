/* Names to sinks, and the sinks that are done at once: file, stderr, journal. */
#include "alert_rig.h"
#include "count.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static struct rig rig;

static int set_up(void **state)
{
	(void)state;
	rig_begin(&rig, "", "");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rig_end(&rig);
	return 0;
}

static enum ct_err deliver(const char *sink, int64_t n, const char *id)
{
	char *json = rig_json(id);
	enum ct_err err = sinks_deliver(rig.sinks, sink, n, view_of(json), id);

	free(json);
	return err;
}

static void sync_now(void)
{
	sinks_sync(rig.sinks);
}

static void unknown_names_are_refused(void **state)
{
	(void)state;
	assert_int_equal(deliver("desk", 5, ID_A), CT_OK);
	assert_int_equal(rig.said, 1);
	assert_int_equal(rig.last.delivery, 5);
	assert_false(rig.last.ok);
	assert_true(rig.last.permanent);
}

/* What a damaged store may hold goes nowhere. */
static void damaged_alerts_are_refused(void **state)
{
	static const struct view bad[] = {VIEW_LIT("{\"v\":1}\n{\"v\":1}"), VIEW_LIT(""),
	    VIEW_LIT("x"), VIEW_LIT("{\x1b[2J}"), VIEW_LIT("{\"\xff\"}"), VIEW_LIT("{\0}")};
	static const char *const ids[] = {"", "a\r\nX-Evil: 1", "A", "../x",
	    "00000000000000000000000000000000000000000000000000000000000000000"};
	struct conf_alert a = rig_sink("desk", CONF_FILE);
	char path[256];

	(void)state;
	a.path = rig_path(&rig, "a.jsonl", path);
	rig_configure(&rig, &a, 1);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(sinks_deliver(rig.sinks, "desk", 1, bad[i], ID_A), CT_OK);
		assert_true(!rig.last.ok && rig.last.permanent);
	}
	for (size_t i = 0; i < COUNT(ids); i++) {
		assert_int_equal(
		    sinks_deliver(rig.sinks, "desk", 1, VIEW_LIT("{}"), ids[i]), CT_OK);
		assert_true(!rig.last.ok && rig.last.permanent);
	}
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(sinks_running(rig.sinks), 0);
}

/* Not tried for ever: no sink would take it tomorrow either. */
static void too_large_alerts_are_refused(void **state)
{
	struct conf_alert a = rig_sink("desk", CONF_EXEC);
	size_t n = ALERT_MAX + 1;
	char *json = malloc(n);

	(void)state;
	memset(json, 'x', n);
	memcpy(json, "{\"v\":\"", 6);
	memcpy(json + n - 2, "\"}", 2);
	rig_configure(&rig, &a, 1);
	assert_int_equal(sinks_deliver(rig.sinks, "desk", 5, (struct view){json, n}, ID_A), CT_OK);
	assert_int_equal(rig.said, 1);
	assert_true(rig.last.permanent);
	assert_string_equal(rig.last.why, "the alert is too large");
	free(json);
}

/* The file has the two alerts, and nothing else. */
static void assert_both_once(const char *path)
{
	char *first = rig_json(ID_A), *second = rig_json(ID_B), *got = rig_read(path), want[8192];

	snprintf(want, sizeof(want), "%s\n%s\n", first, second);
	assert_string_equal(got, want);
	free(first);
	free(second);
	free(got);
}

static void file_gets_lines_across_reloads(void **state)
{
	struct conf_alert a[2] = {rig_sink("desk", CONF_FILE), rig_sink("wire", CONF_FILE)};
	char path[256];

	(void)state;
	a[0].path = a[1].path = rig_path(&rig, "a.jsonl", path);
	rig_configure(&rig, a, 2);
	assert_int_equal(deliver("desk", 1, ID_A), CT_OK);
	assert_int_equal(rig.said, 0); /* not before it is on the disk */
	rig_wait(&rig, 1);
	assert_true(rig.last.ok);
	assert_string_equal(rig.last.why, "");
	assert_int_equal(deliver("wire", 2, ID_A), CT_OK); /* both sections chose it: one line */
	rig_configure(&rig, a, 1); /* and one goes with its delivery under way */
	assert_int_equal(deliver("desk", 3, ID_B), CT_OK);
	assert_int_equal(sinks_running(rig.sinks), 2);
	rig_wait(&rig, 3);
	assert_true(rig.last.ok);
	assert_int_equal(sinks_running(rig.sinks), 0);
	assert_int_equal(deliver("wire", 4, ID_B), CT_OK);
	assert_true(rig.last.permanent);
	sinks_reopen(rig.sinks);
	assert_both_once(path);
}

/* A new configuration of which something else could not be had. */
static void what_is_prepared_may_be_dropped(void **state)
{
	struct conf_alert old = rig_sink("desk", CONF_FILE), new = old;
	struct conf none = {0}, c = {.alerts = &new, .nalerts = 1};
	char path[256], other[256];

	(void)state;
	old.path = rig_path(&rig, "a.jsonl", path);
	new.path = rig_path(&rig, "b.jsonl", other);
	rig_configure(&rig, &old, 1);
	assert_int_equal(sinks_prepare(rig.sinks, &c), CT_OK);
	assert_int_equal(deliver("desk", 1, ID_A), CT_OK); /* not before it is taken */
	rig_wait(&rig, 1);
	sinks_drop(rig.sinks);
	assert_int_equal(deliver("desk", 2, ID_B), CT_OK);
	rig_wait(&rig, 2);
	assert_int_equal(sinks_prepare(rig.sinks, &c), CT_OK);
	assert_int_equal(sinks_prepare(rig.sinks, &none), CT_OK);
	assert_int_equal(access(other, F_OK), -1);
	sinks_take(rig.sinks);
	assert_int_equal(deliver("desk", 3, ID_B), CT_OK);
	assert_true(rig.last.permanent);
	assert_both_once(path);
}

static void file_that_cannot_be_opened_is_tried_again(void **state)
{
	struct conf_alert a = rig_sink("desk", CONF_FILE);
	char path[256], dir[256];

	(void)state;
	a.path = rig_path(&rig, "missing/a.jsonl", path);
	rig_configure(&rig, &a, 1);
	struct buf lines = BUF_INIT(4096);
	sinks_try(rig.sinks, &lines); /* told before there is an alert */
	assert_non_null(strstr(lines.p, "[alert desk]: "));
	assert_non_null(strstr(lines.p, ".jsonl: No such file or directory\n"));
	buf_free(&lines);
	assert_int_equal(deliver("desk", 1, ID_A), CT_OK);
	assert_true(!rig.last.ok && !rig.last.permanent);
	assert_non_null(strstr(rig.last.why, ".jsonl: No such file or directory"));
	assert_int_equal(mkdir(rig_path(&rig, "missing", dir), 0755), 0);
	assert_int_equal(deliver("desk", 1, ID_A), CT_OK);
	sync_now();
	assert_true(rig.last.ok);
}

/* Runs one delivery with stderr on a pipe. */
static void with_stderr(int fd, int64_t n)
{
	int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);

	assert_true(saved >= 0);
	dup2(fd, STDERR_FILENO);
	enum ct_err err = deliver("shown", n, ID_A);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_int_equal(err, CT_OK);
}

static void stderr_gets_one_line_and_never_waits(void **state)
{
	struct conf_alert a = rig_sink("shown", CONF_STDERR);
	char got[4096] = "";
	int fds[2], n = 0;

	(void)state;
	rig_configure(&rig, &a, 1);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	with_stderr(fds[1], 1);
	assert_true(rig.last.ok);
	assert_true(read(fds[0], got, sizeof(got) - 1) > 0);
	assert_string_equal(
	    got, "rewritten 0.97 [Feed] Title <- [Other] Title (12 minutes later)\n");
	while (n < 5000 && (rig.last.ok || n == 0)) {
		with_stderr(fds[1], 2);
		n++;
	}
	assert_in_range(n, 100, 4999); /* the pipe got full */
	assert_false(rig.last.permanent);
	close(fds[0]);
	close(fds[1]);
}

static void journal_says_where_none_runs(void **state)
{
	struct conf_alert a = rig_sink("log", CONF_JOURNAL);

	(void)state;
	rig_configure(&rig, &a, 1);
	assert_int_equal(deliver("log", 1, ID_A), CT_OK);
	if (access("/run/systemd/journal/socket", F_OK) != 0) {
		assert_true(!rig.last.ok && !rig.last.permanent);
		assert_string_equal(rig.last.why, "no journal runs here");
	} else {
		/* its socket may be there while it is not */
		assert_true(rig.last.ok || (!rig.last.permanent && rig.last.why[0] != '\0'));
	}
}

/* A journal of ours where the system's would be, in a file system that only this
 * process sees; its socket, -1: none is allowed. */
static int journal_begin(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};

	if (unshare(CLONE_NEWNS | (getuid() == 0 ? 0 : CLONE_NEWUSER)) != 0 ||
	    mount("none", "/", "", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("t", "/run", "tmpfs", 0, NULL) != 0 || mkdir("/run/systemd", 0755) != 0 ||
	    mkdir("/run/systemd/journal", 0755) != 0)
		return -1;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 ? fd : -1;
}

/* 0 where all is well, else a line of this file; a child's. */
static int with_a_journal(void)
{
#define OR_LINE(what) \
	if (!(what))  \
	return __LINE__ & 127
	struct conf_alert a = rig_sink("log", CONF_JOURNAL);
	char got[8192] = "";
	int fd = journal_begin();

	if (fd < 0)
		return 77;
	rig_configure(&rig, &a, 1);
	OR_LINE(deliver("log", 1, ID_A) == CT_OK);
	OR_LINE(rig.said == 1 && rig.last.ok && rig.last.why[0] == '\0');
	OR_LINE(recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT) > 0);
	OR_LINE(strstr(got, "VERDICT=rewritten\n") != NULL);
	OR_LINE(strstr(got, "ALERT_ID=" ID_A "\n") != NULL);
	OR_LINE(strstr(got, "TITLE=Title\n") != NULL);
	OR_LINE(recv(fd, got, sizeof(got), MSG_DONTWAIT) < 0);
	/* It goes: the alert is for later. */
	OR_LINE(unlink("/run/systemd/journal/socket") == 0);
	OR_LINE(deliver("log", 2, ID_A) == CT_OK);
	OR_LINE(!rig.last.ok && !rig.last.permanent);
	OR_LINE(strcmp(rig.last.why, "no journal runs here") == 0);
	return 0;
}

static void journal_gets_the_fields(void **state)
{
	int status = 0;

	(void)state;
	pid_t pid = fork();
	if (pid == 0)
		_exit(with_a_journal());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(unknown_names_are_refused),
	    TEST(damaged_alerts_are_refused),
	    TEST(too_large_alerts_are_refused),
	    TEST(file_gets_lines_across_reloads),
	    TEST(what_is_prepared_may_be_dropped),
	    TEST(file_that_cannot_be_opened_is_tried_again),
	    TEST(stderr_gets_one_line_and_never_waits),
	    TEST(journal_says_where_none_runs),
	    TEST(journal_gets_the_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

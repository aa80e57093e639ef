/* Hooks as the daemon sees them: runners played by scripts and by a socket. */
#include "alert_rig.h"
#include "count.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static struct rig rig;
static char program[256];

/* A runner that is this shell script. */
static void begin(const char *script)
{
	static char holder[256];
	struct buf b = BUF_INIT(4096);

	rig_begin(&rig, "", "");
	rig_path(&rig, "runner", program);
	buf_addf(&b, "#!/bin/sh\nD=%s\n%s\n", rig.dir, script);
	rig_write(program, buf_view(&b), 0700);
	buf_free(&b);
	sinks_free(rig.sinks);
	strcpy(holder, program);
	struct sinks_options o = {.loop = rig.loop,
	    .hook_program = holder,
	    .hook_socket = "",
	    .config = "/etc/a config.conf"};
	rig.sinks = sinks_new(&o, rig_done, &rig);
	memset(holder, 0, sizeof(holder)); /* copied */
	struct conf_alert a = rig_sink("desk", CONF_EXEC);
	rig_configure(&rig, &a, 1);
}

static void no_child_is_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void end(void)
{
	assert_int_equal(sinks_running(rig.sinks), 0);
	no_child_is_left();
	rig_end(&rig);
}

static enum ct_err deliver(int64_t n)
{
	char *json = rig_json(ID_A);
	enum ct_err err = sinks_deliver(rig.sinks, "desk", n, view_of(json), ID_A);

	free(json);
	return err;
}

static void runner_gets_name_and_alert(void **state)
{
	char path[256], want[8192];

	(void)state;
	setenv("CANARY_SECRET", "x", 1);
	begin("cat > $D/got; env > $D/env; echo \"$#|$1|$2\" > $D/args; echo ok");
	assert_int_equal(deliver(9), CT_OK);
	assert_int_equal(sinks_running(rig.sinks), 1);
	rig_wait(&rig, 1);
	assert_true(rig.last.ok);
	assert_int_equal(rig.last.delivery, 9);
	char *json = rig_json(ID_A), *got = rig_read(rig_path(&rig, "got", path));
	snprintf(want, sizeof(want), "desk\n%s\n", json);
	assert_string_equal(got, want);
	free(got);
	free(json);
	got = rig_read(rig_path(&rig, "args", path));
	assert_string_equal(got, "2|-c|/etc/a config.conf\n");
	free(got);
	got = rig_read(rig_path(&rig, "env", path));
	assert_non_null(strstr(got, "PATH=/usr/local/bin:/usr/bin:/bin\n"));
	assert_null(strstr(got, "CANARY"));
	free(got);
	end();
}

/* Not those, either, that a library opened without close-on-exec. */
static void runner_gets_no_other_descriptor(void **state)
{
	char path[256];
	int leak = fcntl(STDERR_FILENO, F_DUPFD, 40);

	(void)state;
	assert_in_range(leak, 40, 99);
	begin("cat > /dev/null; cd /proc/$$/fd; echo * > $D/fds; echo ok");
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 1);
	assert_true(rig.last.ok);
	char *got = rig_read(rig_path(&rig, "fds", path));
	assert_non_null(strchr(got, '2'));
	snprintf(path, sizeof(path), "%d", leak);
	assert_null(strstr(got, path));
	free(got);
	close(leak);
	end();
}

static void answers_mean_what_they_say(void **state)
{
	static const struct {
		const char *script, *why;
		bool ok, permanent;
	} cases[] = {
	    {"cat >/dev/null; echo ok; exit 1", "", true, false},
	    {"cat >/dev/null; echo exit 3", "hook: exit 3", false, false},
	    {"cat >/dev/null; echo exit 75", "hook: exit 75", false, false},
	    {"cat >/dev/null; echo exit 100", "hook: exit 100", false, true},
	    {"cat >/dev/null; echo exit 1000", "hook: exit 1000", false, false},
	    {"cat >/dev/null; echo timeout", "hook: timeout", false, false},
	    {"cat >/dev/null; echo error no such", "hook: error no such", false, false},
	    {"cat >/dev/null; echo ok maybe", "hook: ok maybe", false, false},
	    {"cat >/dev/null", "hook: no answer", false, false},
	    {"exit 0", "hook: no answer", false, false},
	    {"exec <&-; echo ok", "", true, false},
	    {"printf 'bad\\033[2J\\007\\n'", "hook: bad\\x1b[2J\\x07", false, false},
	    {"kill -9 $$", "hook: no answer", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(cases[i].script);
		assert_int_equal(deliver(1), CT_OK);
		rig_wait(&rig, 1);
		assert_string_equal(rig.last.why, cases[i].why);
		assert_int_equal(rig.last.ok, cases[i].ok);
		assert_int_equal(rig.last.permanent, cases[i].permanent);
		end();
	}
}

/* Answers without end, and does not exit: killed two seconds later. */
static void babbling_runner_is_ended(void **state)
{
	(void)state;
	begin("exec yes babble");
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 1);
	assert_false(rig.last.ok);
	end();
}

/* More than a socket holds, to a runner that reads late. */
static void large_alerts_pass(void **state)
{
	static char text[900000];
	struct alert a = rig_alert(NULL);
	struct buf json = BUF_INIT(4 << 20);
	char path[256];
	struct stat st;

	(void)state;
	memset(text, 'x', sizeof(text));
	a.story.title = (struct view){text, sizeof(text)};
	alert_json(&a, &json);
	begin("sleep 0.2; cat > $D/got; echo ok");
	assert_int_equal(sinks_deliver(rig.sinks, "desk", 1, buf_view(&json), ID_A), CT_OK);
	rig_wait(&rig, 1);
	assert_true(rig.last.ok);
	assert_int_equal(stat(rig_path(&rig, "got", path), &st), 0);
	assert_int_equal(st.st_size, json.n + 6);
	buf_free(&json);
	end();
}

static void at_most_two_at_once(void **state)
{
	(void)state;
	begin("cat >/dev/null; sleep 0.1; echo ok");
	assert_int_equal(deliver(1), CT_OK);
	assert_int_equal(deliver(2), CT_OK);
	assert_int_equal(deliver(3), CT_ELIMIT);
	assert_int_equal(sinks_running(rig.sinks), 2);
	rig_wait(&rig, 2);
	assert_int_equal(deliver(3), CT_OK);
	rig_wait(&rig, 3);
	assert_true(rig.last.ok);
	end();
}

static void calls_outlive_a_reload(void **state)
{
	(void)state;
	begin("cat >/dev/null; sleep 0.2; echo ok");
	assert_int_equal(deliver(4), CT_OK);
	rig_configure(&rig, NULL, 0);
	assert_int_equal(sinks_running(rig.sinks), 1);
	rig_wait(&rig, 1);
	assert_true(rig.last.ok);
	assert_int_equal(deliver(5), CT_OK);
	assert_true(rig.last.permanent);
	end();
}

static void stopping_leaves_no_process(void **state)
{
	(void)state;
	begin("exec sleep 100");
	assert_int_equal(deliver(1), CT_OK);
	assert_int_equal(deliver(2), CT_OK);
	rig_end(&rig);
	no_child_is_left();
	assert_int_equal(rig.said, 0);
}

static void missing_program_is_told(void **state)
{
	(void)state;
	begin("echo ok");
	assert_int_equal(unlink(program), 0);
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 1);
	assert_false(rig.last.ok || rig.last.permanent);
	assert_string_equal(rig.last.why, "No such file or directory");
	end();
}

/* --- behind a socket, as under systemd ------------------------------------------- */

static int listen_at(const char *path)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(sa.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

/* One connection: reads to the end, says the answer. */
static pid_t serve(int fd, const char *answer, size_t *expect)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	int c = accept(fd, NULL, NULL);
	char chunk[4096];
	size_t got = 0;
	for (ssize_t n; (n = read(c, chunk, sizeof(chunk))) > 0;)
		got += (size_t)n;
	if (got == *expect)
		(void)!write(c, answer, strlen(answer));
	_exit(0);
}

static void socket_serves_as_well(void **state)
{
	struct conf_alert a = rig_sink("desk", CONF_EXEC);
	char path[256];

	(void)state;
	rig_begin(&rig, "", "");
	rig_path(&rig, "hook.sock", path);
	sinks_free(rig.sinks);
	struct sinks_options o = {
	    .loop = rig.loop, .hook_program = "/nonexistent", .hook_socket = path, .config = ""};
	rig.sinks = sinks_new(&o, rig_done, &rig);
	rig_configure(&rig, &a, 1);
	assert_int_equal(deliver(1), CT_OK);
	assert_false(rig.last.ok || rig.last.permanent);
	assert_string_equal(rig.last.why, "No such file or directory");

	static const char *const answers[] = {"ok\n", "exit 100\n", "ok", "exit", ""};
	int fd = listen_at(path);
	char *json = rig_json(ID_A);
	size_t expect = strlen(json) + 6;
	free(json);
	for (size_t i = 0; i < 5; i++) {
		pid_t pid = serve(fd, answers[i], &expect);
		assert_int_equal(deliver(1), CT_OK);
		rig_wait(&rig, i + 2);
		assert_int_equal(rig.last.ok, i == 0 || i == 2);
		assert_int_equal(rig.last.permanent, i == 1);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	assert_string_equal(rig.last.why, "hook: no answer");
	close(fd);
	end();
}

/* --- the real runner, where it is built beside the tests ------------------------- */

static void real_runner_runs_the_command(void **state)
{
	struct conf_alert a = rig_sink("desk", CONF_EXEC);
	char self[400], runner[512], config[256], path[256];
	struct buf b = BUF_INIT(4096);

	(void)state;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	assert_true(n > 0);
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	snprintf(runner, sizeof(runner), "%s/../../copytaster-hook", self);
	if (access(runner, X_OK) != 0)
		skip();
	rig_begin(&rig, "", "");
	sinks_free(rig.sinks);
	rig_path(&rig, "c.conf", config);
	buf_addf(&b, "[alert desk]\ntype = exec\ncommand = %s/script\ntimeout = 20s\n", rig.dir);
	rig_write(config, buf_view(&b), 0600);
	buf_clear(&b);
	buf_addf(&b, "#!/bin/sh\ncat > %s/got\nsleep 0.1\nexit 100\n", rig.dir);
	rig_write(rig_path(&rig, "script", path), buf_view(&b), 0700);
	buf_free(&b);
	struct sinks_options o = {
	    .loop = rig.loop, .hook_program = runner, .hook_socket = "", .config = config};
	rig.sinks = sinks_new(&o, rig_done, &rig);
	rig_configure(&rig, &a, 1);
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 1);
	assert_true(rig.last.permanent);
	assert_string_equal(rig.last.why, "hook: exit 100");
	char *got = rig_read(rig_path(&rig, "got", path)), *json = rig_json(ID_A);
	assert_int_equal(strncmp(got, json, strlen(json)), 0);
	assert_string_equal(got + strlen(json), "\n");
	free(got);
	free(json);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(runner_gets_name_and_alert),
	    cmocka_unit_test(runner_gets_no_other_descriptor),
	    cmocka_unit_test(answers_mean_what_they_say),
	    cmocka_unit_test(babbling_runner_is_ended),
	    cmocka_unit_test(large_alerts_pass),
	    cmocka_unit_test(at_most_two_at_once),
	    cmocka_unit_test(calls_outlive_a_reload),
	    cmocka_unit_test(stopping_leaves_no_process),
	    cmocka_unit_test(missing_program_is_told),
	    cmocka_unit_test(socket_serves_as_well),
	    cmocka_unit_test(real_runner_runs_the_command),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

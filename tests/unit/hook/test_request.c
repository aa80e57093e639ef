/* Requests: what is run is the configuration's, whatever an alert holds. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "count.h"
#include "emit.h"
#include "request.h"
#include "scratch.h"

static char config[128], program[128];

static int set_up(void **state)
{
	char text[2000];

	if (scratch_up(state) != 0)
		return -1;
	snprintf(config, sizeof(config), "%s/copytaster.conf", scratch_dir);
	snprintf(program, sizeof(program), "%s/hook", scratch_dir);
	snprintf(text, sizeof(text),
	    "#!/bin/sh\nprintf '%%s|' \"$#\" \"$@\" >> %s/argv\nenv | sort >> %s/env\n"
	    "cat >> %s/stdin\nexit ${1:-0}\n",
	    scratch_dir, scratch_dir, scratch_dir);
	scratch_write(program, text, 0700);
	snprintf(text, sizeof(text),
	    "[alert desk]\ntype = exec\ncommand = %s\n"
	    "[alert picky]\ntype = exec\ncommand = %s 100 word\n"
	    "[alert late]\ntype = exec\ncommand = /bin/sleep 50\ntimeout = 1s\n"
	    "[alert gone]\ntype = exec\ncommand = /nonexistent\n"
	    "[alert hit]\ntype = exec\ncommand = /bin/sh -c \"kill -9 $$\"\n"
	    "[alert lines]\ntype = stderr\n",
	    program, program);
	scratch_write(config, text, 0600);
	return 0;
}

static void says(const char *request, const char *want)
{
	struct buf answer = BUF_INIT(4096);
	bool ran = request_serve(view_of(request), config, &answer);

	if (answer.p == NULL || strcmp(answer.p, want) != 0)
		fail_msg("%s: %s", request, answer.p != NULL ? answer.p : "");
	assert_int_equal(ran, strncmp(want, "error", 5) != 0);
	buf_free(&answer);
}

static void runs_what_the_configuration_says(void **state)
{
	(void)state;
	says("desk\n{\"v\":1}\n", "ok\n");
	assert_string_equal(scratch_read("argv"), "0|");
	assert_string_equal(scratch_read("stdin"), "{\"v\":1}\n");
	says("picky\n{\"v\":2}\n", "exit 100\n");
	assert_string_equal(scratch_read("argv"), "0|2|100|word|");
	says("late\n{}\n", "timeout\n");
	says("hit\n{}\n", "signal 9\n");
	says("gone\n{}\n", "error cannot run the command: No such file or directory\n");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void refuses_what_is_no_request(void **state)
{
	static const char *const bad[] = {"", "\n", "desk", "desk\n", "desk\n{}", "desk\n{\"v\":1",
	    "desk\n{}\n{}\n", "desk\n\n", "desk\n[]\n", "desk\n{\x1b}\n", "de\tsk\n{}\n", "\n{}\n",
	    "desk\n{}\nx"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		says(bad[i], "error not a request\n");
	says("nobody\n{}\n", "error no [alert] section of this name and type exec\n");
	says("lines\n{}\n", "error no [alert] section of this name and type exec\n");
	says("desk \n{}\n", "error no [alert] section of this name and type exec\n");
	assert_string_equal(scratch_read("argv"), "");
}

static void broken_configuration_runs_nothing(void **state)
{
	struct buf answer = BUF_INIT(4096);

	(void)state;
	scratch_write(config, "[alert desk]\ntype = nonsense\n", 0600);
	assert_false(request_serve(VIEW_LIT("desk\n{}\n"), config, &answer));
	assert_int_equal(strncmp(answer.p, "error ", 6), 0);
	assert_int_equal(view_chr(buf_view(&answer), '\n'), answer.n - 1);
	buf_clear(&answer);
	assert_false(request_serve(VIEW_LIT("desk\n{}\n"), "/nonexistent", &answer));
	assert_int_equal(strncmp(answer.p, "error ", 6), 0);
	buf_free(&answer);
}

/* Every payload in every field of a story: argv and environment never change,
 * and stdin is one line. */
static void no_field_changes_what_runs(void **state)
{
	static const struct view payloads[] = {VIEW_LIT("$(touch pwned)"), VIEW_LIT("`id`"),
	    VIEW_LIT("; touch pwned #"), VIEW_LIT("\npicky\n{}\n"), VIEW_LIT("x\0y"),
	    VIEW_LIT("' || \" && %s%n"), VIEW_LIT("PATH=/tmp"), VIEW_LIT("LD_PRELOAD=/tmp/x.so"),
	    VIEW_LIT("-c"), VIEW_LIT("\r\n\x1b]0;x\x07"), VIEW_LIT("\xff\xfe\x9b")};
	static const char *const fields[] = {
	    "alert_id", "feed", "title", "link", "authors", "tags", "evidence"};
	char env[4096] = "";

	(void)state;
	for (size_t f = 0; f < COUNT(fields); f++) {
		for (size_t p = 0; p < COUNT(payloads); p++) {
			struct buf request = BUF_INIT(1 << 16), answer = BUF_INIT(4096);
			struct emit j = emit_to(&request);
			char path[256];

			buf_adds(&request, "desk\n");
			emit_open(&j, '{');
			emit_str(&j, fields[f], payloads[p]);
			emit_close(&j, '}');
			buf_addc(&request, '\n');
			assert_true(request_serve(buf_view(&request), config, &answer));
			assert_string_equal(answer.p, "ok\n");
			assert_string_equal(scratch_read("argv"), "0|");
			assert_string_equal(scratch_read("stdin"), request.p + 5);
			if (env[0] == '\0')
				snprintf(env, sizeof(env), "%.4000s", scratch_read("env"));
			assert_string_equal(scratch_read("env"), env);
			for (const char *const *name =
				 (const char *const[]){"argv", "stdin", "env", NULL};
			     *name != NULL; name++) {
				snprintf(path, sizeof(path), "%s/%s", scratch_dir, *name);
				unlink(path);
			}
			buf_free(&request);
			buf_free(&answer);
		}
	}
	assert_non_null(strstr(env, "COPYTASTER_ALERT=desk\n"));
}

static void reads_to_the_end_within_bounds(void **state)
{
	struct buf in = BUF_INIT(1000);
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "desk\n{}\n", 8), 8);
	assert_int_equal(request_read(fds[0], 100, &in), CT_EIO); /* no end in time */
	close(fds[1]);
	close(fds[0]);
	buf_clear(&in);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "desk\n{}\n", 8), 8);
	close(fds[1]);
	assert_int_equal(request_read(fds[0], 5000, &in), CT_OK);
	assert_string_equal(in.p, "desk\n{}\n");
	close(fds[0]);
	buf_clear(&in);
	char big[2000] = {0};
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], big, sizeof(big)), sizeof(big));
	assert_int_equal(request_read(fds[0], 5000, &in), CT_ELIMIT);
	close(fds[0]);
	close(fds[1]);
	buf_free(&in);
}

/* The largest alert that there is passes. */
static void a_megabyte_is_read_and_run(void **state)
{
	static char text[sizeof("desk\n") + (1 << 20)];
	struct buf in = BUF_INIT(REQUEST_MAX), answer = BUF_INIT(4096);
	char path[256];

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "desk\n{\"", 7);
	memcpy(text + sizeof(text) - 4, "\"}\n", 4);
	snprintf(path, sizeof(path), "%s/request", scratch_dir);
	scratch_write(path, text, 0600);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_int_equal(request_read(fileno(f), 5000, &in), CT_OK);
	fclose(f);
	assert_int_equal(in.n, sizeof(text) - 1);
	assert_true(request_serve(buf_view(&in), config, &answer));
	assert_string_equal(answer.p, "ok\n");
	assert_int_equal(strlen(scratch_read("stdin")), 99999); /* as much as is read back */
	buf_free(&in);
	buf_free(&answer);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, scratch_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(runs_what_the_configuration_says),
	    TEST(refuses_what_is_no_request),
	    TEST(broken_configuration_runs_nothing),
	    TEST(no_field_changes_what_runs),
	    TEST(a_megabyte_is_read_and_run),
	    TEST(reads_to_the_end_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

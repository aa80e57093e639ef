#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "log.h"

/* What fn writes to stderr, in a process of its own: where stderr leads is
 * found out once. */
static char out[1 << 20];

static const char *stderr_of(void (*fn)(void))
{
	int p[2], status;
	size_t n = 0;
	assert_int_equal(pipe(p), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(p[1], 2);
		close(p[0]);
		close(p[1]);
		fn();
		_exit(0);
	}
	close(p[1]);
	for (ssize_t got; (got = read(p[0], out + n, sizeof(out) - 1 - n)) > 0;)
		n += (size_t)got;
	out[n] = '\0';
	close(p[0]);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	return out;
}

static void plain(void)
{
	log_warning("disk %d %% full", 97);
	log_msg(LOG_LEVEL_ERROR, "lemonde", "HTTP %d", 503);
	log_debug("not told");
	log_set_level(LOG_LEVEL_DEBUG);
	errno = ENOENT;
	log_debug("open: %m");
	if (errno != ENOENT)
		log_error("errno was changed");
	log_info("caf\xc3\xa9 \xe2\x80\x9cquoted\xe2\x80\x9d \xf0\x9f\x93\xb0 \xef\xbf\xbd");
	log_set_level(LOG_LEVEL_ERROR);
	log_warning("not told");
}

static void lines(void **state)
{
	(void)state;
	assert_string_equal(stderr_of(plain),
	    "warning: disk 97 % full\n"
	    "error: feed lemonde: HTTP 503\n"
	    "debug: open: No such file or directory\n"
	    "info: caf\xc3\xa9 \xe2\x80\x9cquoted\xe2\x80\x9d \xf0\x9f\x93\xb0 \xef\xbf\xbd\n");
}

static void hostile(void)
{
	log_msg(LOG_LEVEL_ERROR, "a\nerror: b", "\x1b[2J\r\n\t\x7f|\xc2\x9b|\xff\xc3|\xe2\x80\xae");
}

static void nothing_hidden_passes(void **state)
{
	(void)state;
	assert_string_equal(stderr_of(hostile),
	    "error: feed a\\x0aerror: b: "
	    "\\x1b[2J\\x0d\\x0a\\x09\\x7f|\\u009b|\\xff\\xc3|\\u202e\n");
}

static char huge[100000];

static void too_long(void)
{
	memset(huge, 1, sizeof(huge) - 1);
	log_msg(LOG_LEVEL_ERROR, huge, "%s", huge);
	memset(huge, 0xff, sizeof(huge) - 1);
	log_msg(LOG_LEVEL_ERROR, huge, "%s", huge);
}

static void length_is_bounded(void **state)
{
	(void)state;
	const char *s = stderr_of(too_long);
	assert_int_equal(strlen(s), 2 * (strlen("error: feed : \n") + 4 * (256 + 4096)));
	assert_memory_equal(s, "error: feed \\x01\\x01", 20);
}

static void *many(void *arg)
{
	for (int i = 0; i < 500; i++)
		log_error("%s", (const char *)arg);
	return NULL;
}

static void threads(void)
{
	static char a[] = "aaaaaaaaaaaaaaaa", b[] = "bbbbbbbbbbbbbbbb";
	pthread_t t[2];
	pthread_create(&t[0], NULL, many, a);
	pthread_create(&t[1], NULL, many, b);
	pthread_join(t[0], NULL);
	pthread_join(t[1], NULL);
}

static void lines_of_threads_stay_whole(void **state)
{
	int n = 0;
	(void)state;
	stderr_of(threads);
	for (char *save, *s = strtok_r(out, "\n", &save); s != NULL;
	     s = strtok_r(NULL, "\n", &save), n++)
		assert_true(strcmp(s, "error: aaaaaaaaaaaaaaaa") == 0 ||
			    strcmp(s, "error: bbbbbbbbbbbbbbbb") == 0);
	assert_int_equal(n, 1000);
}

static void claims_the_journal(void)
{
	struct stat st;
	char s[64];
	fstat(2, &st);
	snprintf(s, sizeof(s), "%lu:%lu", (unsigned long)st.st_dev, (unsigned long)st.st_ino + 1);
	setenv("JOURNAL_STREAM", s, 1);
	log_info("%s", log_to_journal() ? "journal" : "line");
}

static void another_stream_is_not_the_journal(void **state)
{
	(void)state;
	assert_string_equal(stderr_of(claims_the_journal), "info: line\n");
}

/* A journal of our own, in a mount namespace: fields as journald gets them. */
static void to_a_journal(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
	char s[4096];
	struct stat st;
	uid_t uid = getuid();
	if (unshare(uid == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0 ||
	    mount("none", "/", "", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("t", "/run", "tmpfs", 0, NULL) != 0) {
		dprintf(2, "skipped");
		return;
	}
	mkdir("/run/systemd", 0755);
	mkdir("/run/systemd/journal", 0755);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	bind(fd, (struct sockaddr *)&at, sizeof(at));
	fstat(2, &st);
	snprintf(s, sizeof(s), "%lu:%lu", (unsigned long)st.st_dev, (unsigned long)st.st_ino);
	setenv("JOURNAL_STREAM", s, 1);
	log_msg(LOG_LEVEL_WARNING, "two\nlines", "bell \a rung");
	ssize_t n = recv(fd, s, sizeof(s) - 1, MSG_DONTWAIT);
	if (n > 0)
		dprintf(2, "%.*s", (int)n, s);
}

static void fields_for_the_journal(void **state)
{
	(void)state;
	const char *s = stderr_of(to_a_journal);
	if (strcmp(s, "skipped") == 0)
		skip();
	assert_non_null(strstr(s, "MESSAGE=bell \\x07 rung\n"));
	assert_non_null(strstr(s, "PRIORITY=4\n"));
	assert_non_null(strstr(s, "FEED=two\\x0alines\n"));
	assert_null(strstr(s, "warning"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines),
	    cmocka_unit_test(nothing_hidden_passes),
	    cmocka_unit_test(length_is_bounded),
	    cmocka_unit_test(lines_of_threads_stay_whole),
	    cmocka_unit_test(another_stream_is_not_the_journal),
	    cmocka_unit_test(fields_for_the_journal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

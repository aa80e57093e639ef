/* Who may listen on a control socket. */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scratch.h"
#include "unixsock.h"

static char path[80];

static int up(void **state)
{
	int err = scratch_up(state);

	snprintf(path, sizeof(path), "%s/control.sock", scratch_dir);
	return err;
}

static void one_listens(void **state)
{
	(void)state;
	int first = -1, second = -1;

	assert_null(unixsock_listen(path, 4, &first));
	assert_string_equal(
	    unixsock_listen(path, 4, &second), "another copytasterd is running there");
	assert_int_equal(second, -1);
	close(first);
	assert_null(unixsock_listen(path, 4, &second)); /* a dead one is replaced */
	close(second);
}

/* What a killed daemon was about to start listens for a moment. */
static void a_moment_is_waited_for(void **state)
{
	(void)state;
	const struct timespec moment = {0, 20000000};
	int first = -1, second = -1;

	assert_null(unixsock_listen(path, 4, &first));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		nanosleep(&moment, NULL);
		kill(getpid(), SIGKILL); /* at once: no checker has a last word */
	}
	close(first);
	assert_null(unixsock_listen(path, 4, &second));
	close(second);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_listens),
	    cmocka_unit_test(a_moment_is_waited_for),
	};

	return cmocka_run_group_tests(tests, up, scratch_down);
}

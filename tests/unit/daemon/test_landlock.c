#include "cmocka_all.h"
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* 0, or the errno of opening DIR/name. */
static int try_open(const char *dir, const char *name, int flags)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	int fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

#define CHECK(condition)                       \
	do {                                   \
		if (!(condition))              \
			_exit(__LINE__ & 255); \
	} while (0)

/* In a child: each right gives what it says and no more. */
static void confined(const char *dir)
{
	char read[128], append[128], store[128], file[256], link[256];
	const struct landlock_rule rules[] = {
	    {read, LANDLOCK_READ},
	    {append, LANDLOCK_APPEND},
	    {store, LANDLOCK_STORE},
	    {"/no/such/place", LANDLOCK_STORE},
	};

	snprintf(read, sizeof(read), "%s/read", dir);
	snprintf(append, sizeof(append), "%s/append", dir);
	snprintf(store, sizeof(store), "%s/store", dir);
	snprintf(file, sizeof(file), "%s/store/f", dir);
	snprintf(link, sizeof(link), "%s/read/link", dir);
	CHECK(try_open(dir, "f", O_WRONLY | O_CREAT) == 0);
	CHECK(mkdir(read, 0700) == 0 && mkdir(append, 0700) == 0 && mkdir(store, 0700) == 0);
	CHECK(try_open(read, "f", O_WRONLY | O_CREAT) == 0);
	CHECK(symlink("../f", link) == 0);
	CHECK(landlock_confine(LISTED(rules)) == 0);
	CHECK(try_open(dir, "f", O_RDONLY) == EACCES);
	CHECK(try_open(dir, "g", O_WRONLY | O_CREAT) == EACCES);
	CHECK(try_open(read, "f", O_RDONLY) == 0);
	CHECK(try_open(read, "link", O_RDONLY) == EACCES);
	CHECK(try_open(read, "f", O_WRONLY) == EACCES);
	CHECK(try_open(append, "f", O_RDWR | O_CREAT) == 0);
	snprintf(file, sizeof(file), "%s/append/f", dir);
	CHECK(unlink(file) == -1 && errno == EACCES);
	CHECK(try_open(store, "f", O_RDWR | O_CREAT) == 0);
	snprintf(file, sizeof(file), "%s/store/f", dir);
	CHECK(unlink(file) == 0);
	execl("/bin/true", "true", (char *)NULL);
	CHECK(errno == EACCES);
	_exit(0);
}

static void rights_are_what_they_say(void **state)
{
	char dir[] = "/tmp/test_landlock.XXXXXX", command[64];
	int status = 0;

	(void)state;
	if (landlock_version() == 0) {
		print_message("no Landlock in this kernel: not tested\n");
		skip();
	}
	assert_non_null(mkdtemp(dir));
	pid_t pid = fork();
	if (pid == 0)
		confined(dir);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0); /* else the line, modulo 256 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rights_are_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

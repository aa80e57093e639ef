#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"
#include "sanitized.h"

enum { REFUSED = 40, MEMORY = 256 << 20 };

static char *page; /* of memory, mapped before the door closes */
static int pipe_out;

/* --- what a taken-over worker may try; status 0 where it got away with it --- */

static void open_file(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void open_socket(void)
{
	syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void connect_to(void)
{
	syscall(SYS_connect, 0, NULL, 0);
}

static void exec_shell(void)
{
	char *argv[] = {NULL};

	syscall(SYS_execve, "/bin/sh", argv, argv);
}

static void fork_off(void)
{
	syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void kill_parent(void)
{
	syscall(SYS_kill, getppid(), 0);
}

static void map_executable(void)
{
	syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void map_file(void)
{
	syscall(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 0);
}

static void make_executable(void)
{
	syscall(SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC);
}

static void write_elsewhere(void)
{
	syscall(SYS_write, pipe_out, "x", 1);
}

static void read_elsewhere(void)
{
	char c;

	syscall(SYS_read, 2, &c, 0);
}

static void duplicate(void)
{
	syscall(SYS_dup, 0);
}

static void lift_limits(void)
{
	syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, NULL);
}

static void change_itself(void)
{
	syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void trace(void)
{
	syscall(SYS_ptrace, 0, 0, NULL, NULL);
}

static void other_abi(void)
{
	syscall(0x40000000 | SYS_write, 0, "", 0); /* x32 */
}

/* --- what it needs --- */

static void allocate(void)
{
	for (size_t n = 1; n < MEMORY / 8; n *= 3) {
		char *p = malloc(n);

		if (p == NULL)
			_exit(1);
		memset(p, 1, n);
		p = realloc(p, n * 2);
		if (p == NULL)
			_exit(2);
		free(p);
	}
}

static void talk(void)
{
	char c;

	if (write(0, "a", 1) != 1 || read(0, &c, 1) != 1)
		_exit(1);
}

static void hit_the_limit(void)
{
	volatile char *p = malloc((size_t)MEMORY * 2);

	if (p != NULL)
		_exit(1);
}

/* Runs act in a process that has entered the sandbox; waitpid's status. */
static int in_sandbox(void (*act)(void))
{
	int pair[2], status = 0;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	/* what talk() reads; before the fork: the child may die at once */
	assert_int_equal(write(pair[0], "b", 1), 1);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const char *what = NULL;

		dup2(pair[1], 0);
		close(pair[1]);
		pipe_out = pair[0];
		if (sandbox_enter(MEMORY, &what) != CT_OK)
			_exit(REFUSED);
		act();
		_exit(0);
	}
	close(pair[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(pair[0]);
	return status;
}

struct escape {
	const char *name;
	void (*act)(void);
	bool sanitized_too;
};

static void escapes_kill(void **state)
{
	static const struct escape escapes[] = {
	    {"open", open_file, false},
	    {"socket", open_socket, true},
	    {"connect", connect_to, true},
	    {"execve", exec_shell, true},
	    {"clone", fork_off, false},
	    {"kill", kill_parent, false},
	    {"mmap exec", map_executable, false},
	    {"mmap file", map_file, false},
	    {"mprotect exec", make_executable, false},
	    {"write elsewhere", write_elsewhere, false},
	    {"read elsewhere", read_elsewhere, false},
	    {"dup", duplicate, false},
	    {"prlimit", lift_limits, false},
	    {"prctl", change_itself, false},
	    {"ptrace", trace, false},
#ifdef __x86_64__
	    {"x32", other_abi, false},
#endif
	};

	(void)state;
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(page, MAP_FAILED);
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
		if (SANITIZED && !escapes[i].sanitized_too)
			continue;
		int status = in_sandbox(escapes[i].act);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %#x", escapes[i].name, (unsigned)status);
	}
	munmap(page, 4096);
}

static void honest_work_lives(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(allocate), 0);
	assert_int_equal(in_sandbox(talk), 0);
	if (!SANITIZED)
		assert_int_equal(in_sandbox(hit_the_limit), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_kill),
	    cmocka_unit_test(honest_work_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

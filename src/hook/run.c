#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEARCH "/usr/local/bin:/usr/bin:/bin"

enum { GRACE_MS = 2000 };

static struct run_result failed(const char *why)
{
	return (struct run_result){RUN_ERROR, errno, why};
}

/* A file in memory: the command may read it late, in part or not at all, and
 * nobody waits for it as with a pipe.  -1: errno tells. */
static int input_file(struct view input)
{
	int fd = memfd_create("alert", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	size_t at = 0;
	while (at < input.n) {
		ssize_t n = write(fd, input.p + at, input.n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			goto fail;
		at += (size_t)n;
	}
	/* Not to be changed, and never itself a program. */
	if (fchmod(fd, 0400) != 0 || lseek(fd, 0, SEEK_SET) != 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
		goto fail;
	return fd;
fail:;
	int saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

/* execvp would hand a file without "#!" to a shell: so this looks by itself. */
static const char *find_program(const char *name, char path[PATH_MAX])
{
	if (strchr(name, '/') != NULL)
		return name;
	for (const char *at = SEARCH; *at != '\0';) {
		int n = (int)strcspn(at, ":");

		if (snprintf(path, PATH_MAX, "%.*s/%s", n, at, name) < PATH_MAX &&
		    access(path, X_OK) == 0)
			return path;
		at += n + (at[n] == ':');
	}
	return NULL;
}

static void default_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child, between fork and exec: what fails is told by its errno. */
static void become(
    const char *program, char *const *argv, char *const *env, pid_t parent, int input, int report)
{
	const struct rlimit no_core = {0, 0};

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* ended before we asked for its signal */
		_exit(127);
	default_signals();
	umask(077);
	setrlimit(RLIMIT_CORE, &no_core);
	if (chdir("/") == 0 && dup2(input, STDIN_FILENO) >= 0 &&
	    dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 && dup3(report, 3, O_CLOEXEC) >= 0 &&
	    close_range(4, ~0U, 0) == 0)
		execve(program, argv, env);
	int err = errno;
	(void)!write(3, &err, sizeof(err));
	_exit(127);
}

/* Waits until the child ended, or for so long; does not reap it. */
static bool ended(int pidfd, int64_t ms)
{
	struct pollfd p = {.fd = pidfd, .events = POLLIN};
	int r;

	do { /* our signals end us: there is no handler to interrupt this */
		r = poll(&p, 1, ms > INT_MAX ? INT_MAX : (int)ms);
	} while (r < 0 && errno == EINTR);
	return r > 0;
}

/* Sees the child to its end, and its group with it. */
static struct run_result attend(pid_t pid, int pidfd, int64_t timeout_ms)
{
	bool late = !ended(pidfd, timeout_ms);
	int status = 0;

	if (late) {
		kill(-pid, SIGTERM);
		(void)ended(pidfd, GRACE_MS);
	}
	/* Not reaped yet, so the group's number cannot be another's. */
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (late)
		return (struct run_result){.end = RUN_TIMEOUT};
	if (WIFSIGNALED(status))
		return (struct run_result){.end = RUN_SIGNAL, .code = WTERMSIG(status)};
	return (struct run_result){.end = RUN_EXIT, .code = WEXITSTATUS(status)};
}

/* The errno that the child reports before exec, or 0 once exec closed the pipe. */
static int exec_error(int fd)
{
	int err = 0;
	ssize_t n;

	do {
		n = read(fd, &err, sizeof(err));
	} while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(err) ? err : 0;
}

static struct run_result start(
    const char *program, char *const *argv, char *const *env, int input, int64_t timeout_ms)
{
	int report[2];

	if (pipe2(report, O_CLOEXEC) != 0)
		return failed("no pipe");
	/* Above what the child puts its own descriptors on. */
	int high = fcntl(report[1], F_DUPFD_CLOEXEC, 10);
	int in = fcntl(input, F_DUPFD_CLOEXEC, 10);
	pid_t parent = getpid(), pid = high >= 0 && in >= 0 ? fork() : -1;
	if (pid == 0)
		become(program, argv, env, parent, in, high);
	struct run_result r = failed("cannot fork");
	close(report[1]);
	close(high);
	close(in);
	if (pid > 0) {
		int err = exec_error(report[0]);
		int pidfd = pidfd_open(pid, 0);

		r = attend(pid, pidfd, err == 0 && pidfd >= 0 ? timeout_ms : 0);
		close(pidfd);
		if (err != 0)
			r = (struct run_result){RUN_ERROR, err, "cannot run the command"};
	}
	close(report[0]);
	return r;
}

struct run_result run_command(
    char *const *argv, const char *name, struct view input, int64_t timeout_ms)
{
	static char search[] = "PATH=" SEARCH, lang[] = "LANG=C.UTF-8";
	char alert[300], path[PATH_MAX];
	char *const env[] = {search, lang, alert, NULL};

	snprintf(alert, sizeof(alert), "COPYTASTER_ALERT=%s", name);
	errno = ENOENT;
	const char *program = argv[0] != NULL ? find_program(argv[0], path) : NULL;
	if (program == NULL)
		return failed("cannot run the command");
	int fd = input_file(input);
	if (fd < 0)
		return failed("no memory for the alert");
	struct run_result r = start(program, argv, env, fd, timeout_ms);
	close(fd);
	return r;
}

#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sanitized.h"

/* posix_spawn and not fork: the daemon has threads, and much memory to map. */
static int prepare_files(posix_spawn_file_actions_t *fa, int fd)
{
	int e = posix_spawn_file_actions_adddup2(fa, fd, 0);

	/* Nothing a worker says may reach the daemon's log, forged or not; a
	 * sanitizer's report must. */
	if (e == 0 && !SANITIZED)
		e = posix_spawn_file_actions_addopen(fa, 2, "/dev/null", O_WRONLY, 0);
	if (e == 0)
		e = posix_spawn_file_actions_addclose(fa, 1);
	if (e == 0)
		e = posix_spawn_file_actions_addclosefrom_np(fa, 3);
	return e;
}

static int prepare_attributes(posix_spawnattr_t *at)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	int e = posix_spawnattr_setflags(
	    at, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (e == 0)
		e = posix_spawnattr_setsigmask(at, &none);
	if (e == 0)
		e = posix_spawnattr_setsigdefault(at, &all);
	return e;
}

static int spawn(const char *program, int fd, pid_t *pid)
{
	static char name[] = "copytaster-worker";
	char *argv[] = {name, NULL}, *envp[] = {NULL};
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	int e = posix_spawn_file_actions_init(&fa);

	if (e != 0)
		return e;
	e = posix_spawnattr_init(&at);
	if (e == 0) {
		e = prepare_files(&fa, fd);
		if (e == 0)
			e = prepare_attributes(&at);
		if (e == 0)
			e = posix_spawn(pid, program, &fa, &at, argv, envp);
		posix_spawnattr_destroy(&at);
	}
	posix_spawn_file_actions_destroy(&fa);
	return e;
}

enum ct_err proc_start(const char *program, struct proc *out, int *why)
{
	int pair[2];
	pid_t pid = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		*why = errno;
		return CT_EIO;
	}
	int e = spawn(program, pair[1], &pid);
	close(pair[1]);
	if (e != 0) {
		close(pair[0]);
		*why = e;
		return CT_EIO;
	}
	*out = (struct proc){pid, pair[0], 0};
	return CT_OK;
}

int64_t proc_cpu_ms(const struct proc *p)
{
	clockid_t clock;
	struct timespec t;

	if (clock_getcpuclockid(p->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return -1;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void proc_limit_cpu(struct proc *p, int64_t ms)
{
	int64_t seconds = ms / 1000 + 2;
	struct rlimit r;

	/* The limit counts in seconds: most jobs leave it as it is. */
	if (ms < 0 || seconds == p->cpu_limit || prlimit(p->pid, RLIMIT_CPU, NULL, &r) < 0)
		return;
	r.rlim_cur = (rlim_t)seconds < r.rlim_max ? (rlim_t)seconds : r.rlim_max;
	if (prlimit(p->pid, RLIMIT_CPU, &r, NULL) == 0)
		p->cpu_limit = seconds;
}

int proc_end(struct proc *p)
{
	int status = 0;

	/* A signal sent to what is dead already changes no exit status. */
	kill(p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	close(p->fd);
	p->fd = -1;
	return status;
}

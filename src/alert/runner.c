#include "runner.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "count.h"

int runner_connect(const char *path, const char **why)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(sa.sun_path)) {
		*why = "the hook socket's path is too long";
		return -1;
	}
	strcpy(sa.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* A full backlog is EAGAIN: tried again later like everything. */
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0) {
		*why = strerror(errno);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

/* The daemon blocks the signals that it reads from a descriptor and ignores
 * others; its child must begin with neither, in a process group of its own. */
static int set_attributes(posix_spawnattr_t *at)
{
	static const int signals[] = {
	    SIGPIPE, SIGXFSZ, SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2};
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	for (size_t i = 0; i < COUNT(signals); i++)
		sigaddset(&defaults, signals[i]);
	int err = posix_spawnattr_setsigmask(at, &none);
	if (err == 0)
		err = posix_spawnattr_setsigdefault(at, &defaults);
	if (err == 0)
		err = posix_spawnattr_setpgroup(at, 0);
	if (err == 0)
		err = posix_spawnattr_setflags(
		    at, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	return err;
}

static int spawn(const char *program, const char *config, int fd, pid_t *pid)
{
	/* Nothing of the daemon's environment: it may hold secrets. */
	static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", lang[] = "LANG=C.UTF-8";
	static char *const env[] = {path, lang, NULL};
	static char option[] = "-c";
	char *argv[] = {(char *)program, option, (char *)config, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t at;

	if (config[0] == '\0')
		argv[1] = NULL;
	int err = posix_spawn_file_actions_init(&files);
	if (err != 0)
		return err;
	err = posix_spawnattr_init(&at);
	if (err != 0) {
		posix_spawn_file_actions_destroy(&files);
		return err;
	}
	err = set_attributes(&at);
	if (err == 0)
		err = posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
	if (err == 0)
		err = posix_spawn_file_actions_adddup2(&files, fd, STDOUT_FILENO);
	if (err == 0) /* libcurl opens some without close-on-exec */
		err = posix_spawn_file_actions_addclosefrom_np(&files, 3);
	if (err == 0)
		err = posix_spawn(pid, program, &files, &at, argv, env);
	posix_spawnattr_destroy(&at);
	posix_spawn_file_actions_destroy(&files);
	return err;
}

int runner_spawn(const char *program, const char *config, pid_t *pid, int *pidfd, const char **why)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		*why = strerror(errno);
		return -1;
	}
	int err = spawn(program, config, pair[1], pid);
	close(pair[1]);
	if (err != 0) {
		*why = strerror(err);
		close(pair[0]);
		return -1;
	}
	*pidfd = pidfd_open(*pid, 0);
	if (*pidfd < 0) {
		*why = strerror(errno);
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
		close(pair[0]);
		return -1;
	}
	return pair[0];
}

struct runner_verdict runner_verdict(struct view answer)
{
	return (struct runner_verdict){
	    .ok = view_is(answer, "ok"),
	    .permanent = view_is(answer, "exit 100"),
	};
}

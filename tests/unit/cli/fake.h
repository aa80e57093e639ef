/* A daemon that reads one request, notes it, and answers what it is told to. */
#ifndef FAKE_H
#define FAKE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char fake_dir[] = "/tmp/test_cli.XXXXXX";
static char fake_path[64], fake_request[4096];
static pid_t fake_pid;
static int fake_said;

static inline int fake_listen(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", fake_path);
	unlink(fake_path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 1) < 0)
		abort();
	return fd;
}

/* Answers in pieces, so that lines arrive cut. */
static inline void fake_serve(int fd, const char *answer, size_t n, size_t piece, int to)
{
	char request[4096];
	int c = accept(fd, NULL, NULL);
	ssize_t got = read(c, request, sizeof(request));
	if (got > 0 && write(to, request, (size_t)got) != got)
		abort();
	for (size_t at = 0; at < n; at += piece) {
		size_t m = n - at < piece ? n - at : piece;
		if (send(c, answer + at, m, MSG_NOSIGNAL) < 0)
			break;
	}
	close(c);
}

static inline void fake_start(const char *answer, size_t n, size_t piece)
{
	int p[2], fd = fake_listen();
	if (pipe(p) < 0)
		abort();
	fake_pid = fork();
	if (fake_pid == 0) {
		fake_serve(fd, answer, n, piece, p[1]);
		_exit(0);
	}
	close(fd);
	close(p[1]);
	fake_said = p[0];
}

/* Ends it; fake_request is what it was asked. */
static inline void fake_end(void)
{
	ssize_t n = read(fake_said, fake_request, sizeof(fake_request) - 1);
	fake_request[n > 0 ? n : 0] = '\0';
	close(fake_said);
	waitpid(fake_pid, NULL, 0);
	unlink(fake_path);
}

static inline int fake_setup(void **state)
{
	(void)state;
	if (mkdtemp(fake_dir) == NULL)
		return -1;
	snprintf(fake_path, sizeof(fake_path), "%s/sock", fake_dir);
	return 0;
}

static inline int fake_teardown(void **state)
{
	(void)state;
	return rmdir(fake_dir);
}

#endif

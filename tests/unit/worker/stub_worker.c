/* Speaks the protocol of job.h without a sandbox, and misbehaves on command:
 * the first word of a job's body says how. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "job.h"

extern char **environ;

static bool read_all(void *to, size_t n)
{
	for (char *p = to; n > 0;) {
		ssize_t got = read(0, p, n);

		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static void write_all(const void *from, size_t n)
{
	for (const char *p = from; n > 0;) {
		ssize_t put = write(0, p, n);

		if (put <= 0)
			_exit(9);
		p += put;
		n -= (size_t)put;
	}
}

static void answer_n(struct view v, uint32_t n)
{
	unsigned char length[4];

	for (int i = 0; i < 4; i++)
		length[i] = (unsigned char)(n >> (8 * i));
	write_all(length, sizeof length);
	write_all(v.p, v.n);
}

static void answer(struct view v)
{
	answer_n(v, (uint32_t)v.n);
}

/* The surroundings it was started in. */
static void tell_state(struct view body)
{
	char text[128];
	int fds = 0, env = 0;
	sigset_t blocked;

	(void)body;
	for (int fd = 0; fd < 1024; fd++)
		fds += fcntl(fd, F_GETFD) >= 0;
	while (environ[env] != NULL)
		env++;
	sigprocmask(SIG_SETMASK, NULL, &blocked);
	snprintf(text, sizeof text, "fds=%d out=%d env=%d leader=%d blocked=%d pipe=%d", fds,
	    fcntl(1, F_GETFD) >= 0, env, getsid(0) == getpid(), sigismember(&blocked, SIGTERM),
	    signal(SIGPIPE, SIG_DFL) == SIG_DFL);
	answer(view_of(text));
}

static void tell_pid(struct view body)
{
	char text[32];

	(void)body;
	snprintf(text, sizeof text, "%d", (int)getpid());
	answer(view_of(text));
}

static void loop(struct view body)
{
	(void)body;
	for (volatile unsigned i = 0;; i++)
		continue;
}

static void wait_for_ever(struct view body)
{
	(void)body;
	for (;;)
		pause();
}

static void be_killed(struct view body)
{
	(void)body;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void leave(struct view body)
{
	(void)body;
	_exit(7);
}

static void huge(struct view body)
{
	answer_n(body, UINT32_MAX);
	wait_for_ever(body);
}

static void zero(struct view body)
{
	answer_n((struct view){NULL, 0}, 0);
	wait_for_ever(body);
}

static void half(struct view body)
{
	answer_n(body, (uint32_t)body.n + 100);
	_exit(0);
}

static void babble(struct view body)
{
	answer(body);
	answer(body);
}

static const struct command {
	const char *word;
	void (*run)(struct view body);
} commands[] = {
    {"echo", answer},
    {"state", tell_state},
    {"pid", tell_pid},
    {"loop", loop},
    {"wait", wait_for_ever},
    {"segv", be_killed},
    {"leave", leave},
    {"huge", huge},
    {"zero", zero},
    {"half", half},
    {"babble", babble},
};

static void serve(struct view frame)
{
	struct job j;

	if (job_decode(frame, &j) != CT_OK)
		_exit(8);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (view_starts(j.body, view_of(commands[i].word)))
			commands[i].run(j.body);
}

int main(void)
{
	char hello[JOB_HELLO];
	unsigned char length[4];
	size_t memory;

	if (!read_all(hello, sizeof hello) ||
	    job_hello_decode((struct view){hello, sizeof hello}, &memory) != CT_OK)
		_exit(8);
	while (read_all(length, sizeof length)) {
		struct cursor c = cursor_of((struct view){(char *)length, sizeof length});
		size_t n = cursor_u32(&c);
		char *frame = malloc(n);
		char early[4] = {0};

		/* "early" in place of a URL: answers before it has read the job. */
		if (frame == NULL || !read_all(frame, 5 + 5))
			_exit(8);
		memcpy(early, frame + 5, 4);
		if (memcmp(early, "earl", 4) == 0) {
			answer(VIEW_LIT("already"));
			for (;;)
				pause();
		}
		if (!read_all(frame + 10, n - 10))
			_exit(8);
		serve((struct view){frame, n});
		free(frame);
	}
	_exit(0);
}

/*
 * A worker has one task: the loop writes the job from the buffers it came in,
 * then reads the answer into one buffer of its length.  The most recently used
 * idle worker comes first, so that those not needed go idle for good and are
 * stopped.
 *
 * The deadline is of CPU time: at a timer we read the worker's CPU clock and
 * come back when the rest may be used up.  Wall-clock time only ends what three
 * deadlines have not moved.
 */
#include "crew.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "proc.h"
#include "wire.h"

enum {
	LOOK_MS = 10, /* the least between two looks at a CPU clock */
	READS = 16,   /* of one worker in one turn of the loop */
	WHY_SIZE = 160,
};

struct worker {
	struct worker *next;
	struct crew *crew;
	struct proc proc;
	struct task *task; /* NULL: idle */
	unsigned jobs;     /* begun */
	size_t sent, to_send;
	unsigned char length[4]; /* of the answer; `got` bytes of it and of the answer are read */
	size_t got, answer_n;
	char *answer;
	struct freight_part weight; /* of the answer */
	struct loop_timer timer;    /* the deadline's, or of idleness */
	int64_t began, cpu_began;
};

/* --- the end of a worker --- */

static void unlink_worker(struct worker *w)
{
	struct worker **at = &w->crew->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
}

static void link_first(struct worker *w)
{
	w->next = w->crew->first;
	w->crew->first = w;
}

/* Ends the process, forgets the worker; waitpid's status. */
static int discard(struct worker *w)
{
	struct crew *c = w->crew;

	loop_unwatch(c->loop, w->proc.fd);
	loop_cancel(c->loop, &w->timer);
	int status = proc_end(&w->proc);
	unlink_worker(w);
	c->n--;
	free(w->answer);
	freight_drop(&w->weight);
	free(w);
	return status;
}

static const char *signal_hint(int sig)
{
	switch (sig) {
	case SIGKILL:
		return " (out of memory?)";
	case SIGSYS:
		return " (a forbidden system call)";
	default:
		return "";
	}
}

/* Says how a process ended. */
static enum pool_outcome tell_status(int status, char why[WHY_SIZE])
{
	if (!WIFSIGNALED(status)) {
		snprintf(why, WHY_SIZE, "the worker ended with status %d", WEXITSTATUS(status));
		return POOL_CRASHED;
	}
	int sig = WTERMSIG(status);
	const char *name = sigabbrev_np(sig);

	snprintf(why, WHY_SIZE, "the worker was killed by SIG%s%s", name != NULL ? name : "?",
	    signal_hint(sig));
	return sig == SIGKILL || sig == SIGXCPU ? POOL_KILLED : POOL_CRASHED;
}

/* The worker must go; what is NULL where it went by itself. */
static void bury(struct worker *w, enum pool_outcome outcome, const char *what)
{
	struct crew *c = w->crew;
	struct task *t = w->task;
	char why[WHY_SIZE];
	int status = discard(w);

	if (what == NULL)
		outcome = tell_status(status, why);
	c->deaths++;
	if (t != NULL) {
		c->running--;
		task_end(t, outcome, what != NULL ? what : why, NULL);
	}
	c->free_hand(c->ctx);
}

/* --- the end of a task --- */

static void idle_too_long(void *ctx)
{
	struct worker *w = ctx;

	if (w->crew->n > 1)
		discard(w);
}

/* A whole answer: the worker is free, then the callback is called. */
static void finish(struct worker *w)
{
	struct crew *c = w->crew;
	struct task *t = w->task;
	struct buf message = {
	    .p = w->answer, .n = w->answer_n, .cap = w->answer_n + 1, .max = WIRE_MAX};

	message.p[message.n] = '\0';
	w->answer = NULL;
	freight_drop(&w->weight); /* from here on it is the callback's */
	w->task = NULL;
	c->running--;
	unlink_worker(w);
	link_first(w);
	if (c->o->recycle > 0 && w->jobs >= c->o->recycle)
		discard(w);
	else
		loop_after(c->loop, &w->timer, c->o->idle_ms, idle_too_long, w);
	task_end(t, POOL_OK, "", &message);
	c->free_hand(c->ctx);
}

/* --- its socket --- */

/* Writes what the socket takes; false where the worker is gone. */
static bool send_task(struct worker *w)
{
	struct task *t = w->task;

	while (w->sent < w->to_send) {
		size_t in_head = w->sent < t->head.n ? w->sent : t->head.n;
		size_t in_body = w->sent - in_head;
		struct iovec v[2] = {
		    {t->head.p + in_head, t->head.n - in_head},
		    {t->body.p != NULL ? t->body.p + in_body : NULL, t->body.n - in_body},
		};
		struct msghdr m = {.msg_iov = v, .msg_iovlen = 2};
		ssize_t n = sendmsg(w->proc.fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		w->sent += (size_t)n;
	}
	buf_free(&t->head); /* their memory is not needed while it is parsed */
	buf_free(&t->body);
	freight_drop(&t->waits);
	return true;
}

/* Reads up to n bytes: 1 all there, 0 not yet, -1 gone. */
static int receive(struct worker *w, void *to, size_t n)
{
	ssize_t got = recv(w->proc.fd, to, n, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (got <= 0)
		return -1;
	w->got += (size_t)got;
	return (size_t)got == n;
}

/* The length is read: makes room for the answer, or says what is wrong, and with whom. */
static const char *begin_answer(struct worker *w, enum pool_outcome *outcome)
{
	struct cursor c = cursor_of((struct view){(const char *)w->length, sizeof w->length});
	size_t n = cursor_u32(&c);

	*outcome = POOL_CRASHED;
	if (w->sent < w->to_send)
		return "the worker answered before it was asked";
	if (n == 0 || n > WIRE_MAX)
		return "the worker's answer has an impossible length";
	*outcome = POOL_UNABLE;
	w->answer = malloc(n + 1);
	w->answer_n = n;
	freight_hold(&w->weight, &w->crew->o->freight->messages, n);
	return w->answer != NULL ? NULL : "no memory for the worker's answer";
}

static void read_answer(struct worker *w)
{
	enum { HEAD = sizeof w->length };

	for (int i = 0; i < READS; i++) {
		bool head = w->answer == NULL;
		size_t from = head ? w->got : w->got - HEAD;
		int r = head ? receive(w, w->length + from, HEAD - from)
			     : receive(w, w->answer + from, w->answer_n - from);

		if (r < 0) {
			bury(w, POOL_CRASHED, NULL);
			return;
		}
		if (r == 0)
			return;
		if (!head) {
			finish(w);
			return;
		}
		enum pool_outcome outcome;
		const char *wrong = begin_answer(w, &outcome);
		if (wrong != NULL) {
			bury(w, outcome, wrong);
			return;
		}
	}
}

static void on_socket(void *ctx, int fd, uint32_t events)
{
	struct worker *w = ctx;

	if (w->task == NULL) {
		/* Idle: it has nothing to say, so it died or was taken over. */
		bury(w, POOL_CRASHED, NULL);
		return;
	}
	if ((events & EPOLLOUT) && w->sent < w->to_send) {
		/* Where writing fails, reading tells the end. */
		if (!send_task(w) || w->sent == w->to_send)
			loop_watch(w->crew->loop, fd, EPOLLIN, on_socket, w);
	}
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		read_answer(w);
}

/* --- its time --- */

static void deadline(void *ctx)
{
	struct worker *w = ctx;
	struct crew *c = w->crew;
	int64_t limit = c->o->deadline_ms, wall = loop_now(c->loop) - w->began;
	int64_t cpu = proc_cpu_ms(&w->proc) - w->cpu_began;
	char why[WHY_SIZE];

	if (cpu >= limit) {
		snprintf(why, sizeof why, "used more than %g s of CPU", (double)limit / 1000);
		bury(w, POOL_KILLED, why);
	} else if (wall >= 3 * limit) {
		snprintf(why, sizeof why, "took more than %g s", 3 * (double)limit / 1000);
		bury(w, POOL_KILLED, why);
	} else {
		int64_t left = limit - cpu < 3 * limit - wall ? limit - cpu : 3 * limit - wall;

		if (left < LOOK_MS)
			left = LOOK_MS;
		if (loop_after(c->loop, &w->timer, left, deadline, w) != CT_OK)
			bury(w, POOL_UNABLE, "no memory for a deadline");
	}
}

/* --- the beginning --- */

static bool say_hello(const struct worker *w)
{
	struct buf b = BUF_INIT(JOB_HELLO);

	job_hello(w->crew->o->memory, &b);
	/* A new socket takes it at once. */
	bool ok = b.err == CT_OK &&
		  send(w->proc.fd, b.p, b.n, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)b.n;
	buf_free(&b);
	return ok;
}

/* A new worker, idle; NULL: *why is an errno. */
static struct worker *hire(struct crew *c, int *why)
{
	struct worker *w = calloc(1, sizeof *w);

	*why = ENOMEM;
	if (w == NULL)
		return NULL;
	w->crew = c;
	if (proc_start(c->o->program, &w->proc, why) != CT_OK) {
		free(w);
		return NULL;
	}
	if (!say_hello(w) || loop_watch(c->loop, w->proc.fd, EPOLLIN, on_socket, w) != CT_OK) {
		proc_end(&w->proc);
		free(w);
		*why = EIO;
		return NULL;
	}
	link_first(w);
	c->n++;
	return w;
}

static struct worker *find_idle(const struct crew *c)
{
	for (struct worker *w = c->first; w != NULL; w = w->next)
		if (w->task == NULL)
			return w;
	return NULL;
}

enum ct_err crew_give(struct crew *c, struct task *t, int *why)
{
	struct worker *w = find_idle(c);

	if (w == NULL && c->n < c->o->workers)
		w = hire(c, why);
	if (w == NULL)
		return c->n > 0 ? CT_ELIMIT : CT_EIO;
	if (loop_after(c->loop, &w->timer, c->o->deadline_ms, deadline, w) != CT_OK) {
		discard(w);
		*why = ENOMEM;
		return c->n > 0 ? CT_ELIMIT : CT_EIO;
	}
	w->task = t;
	w->jobs++;
	w->sent = w->got = 0;
	w->to_send = t->head.n + t->body.n;
	w->began = loop_now(c->loop);
	w->cpu_began = proc_cpu_ms(&w->proc);
	c->running++;
	if (w->cpu_began >= 0)
		proc_limit_cpu(&w->proc, w->cpu_began + c->o->deadline_ms);
	if (send_task(w) && w->sent < w->to_send)
		loop_watch(c->loop, w->proc.fd, EPOLLIN | EPOLLOUT, on_socket, w);
	return CT_OK;
}

void crew_end(struct crew *c)
{
	while (c->first != NULL) {
		struct task *t = c->first->task;

		discard(c->first);
		if (t != NULL)
			task_free(t);
	}
}

/*
 * A hook runs under copytaster-hook (runner.h), never under the daemon, which
 * may not run anything when systemd confines it.  A call ends with the answer
 * line; where the runner is our child, with its exit, so that none is left
 * behind.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner.h"
#include "sink.h"

enum {
	MAX_CALLS = 2,
	GRACE_MS = 15000, /* beyond the hook's own limit, for the runner to end it */
	EXIT_MS = 2000,   /* from the answer to the runner's exit */
};

struct call {
	struct sink *sink;
	struct call *next;
	int64_t delivery;
	int fd, pidfd; /* pidfd -1: behind a socket */
	pid_t pid;
	struct buf out; /* not sent yet */
	bool sent, late;
	char in[256];
	size_t got;
	bool answered; /* a whole line or the end */
	struct loop_timer timer;
};

struct calls {
	struct call *list;
	size_t n;
};

static struct loop *loop_of(const struct call *c)
{
	return sinks_options_of(c->sink)->loop;
}

static enum ct_err open_sink(struct sink *s, const struct conf_alert *c)
{
	(void)c; /* the runner reads argv itself: it is not taken from us */
	s->state = calloc(1, sizeof(struct calls));
	return s->state != NULL ? CT_OK : CT_ENOMEM;
}

/* Takes the call out of its list and frees it. */
static void drop(struct call *c)
{
	struct calls *calls = c->sink->state;
	struct call **at = &calls->list;

	while (*at != NULL && *at != c)
		at = &(*at)->next;
	if (*at == c) {
		*at = c->next;
		calls->n--;
	}
	loop_cancel(loop_of(c), &c->timer);
	if (c->fd >= 0) {
		loop_unwatch(loop_of(c), c->fd);
		close(c->fd);
	}
	if (c->pidfd >= 0) {
		loop_unwatch(loop_of(c), c->pidfd);
		close(c->pidfd);
	}
	buf_free(&c->out);
	free(c);
}

static void finish(struct call *c)
{
	struct sink *s = c->sink;
	int64_t delivery = c->delivery;
	struct view answer = {c->in, c->got};
	char why[300];

	answer.n = view_chr(answer, '\n') < answer.n ? view_chr(answer, '\n') : answer.n;
	struct runner_verdict v = runner_verdict(answer);
	if (c->late && !v.ok)
		answer = VIEW_LIT("no answer in time");
	else if (answer.n == 0)
		answer = VIEW_LIT("no answer");
	snprintf(why, sizeof(why), "hook: %.*s", (int)answer.n, answer.p);
	drop(c);
	sinks_end(s, delivery, v.ok, v.permanent, why);
}

/* All that can be sent now; then only the answer is waited for. */
static void send_more(struct call *c)
{
	while (c->out.n > 0) {
		ssize_t n = send(c->fd, c->out.p, c->out.n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			break; /* it may have answered all the same */
		buf_drop(&c->out, (size_t)n);
	}
	c->sent = true;
	buf_free(&c->out);
	shutdown(c->fd, SHUT_WR);
}

static void receive(struct call *c)
{
	while (!c->answered) {
		ssize_t n = recv(c->fd, c->in + c->got, sizeof(c->in) - c->got, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		c->got += n > 0 ? (size_t)n : 0;
		c->answered =
		    n <= 0 || c->got == sizeof(c->in) || memchr(c->in, '\n', c->got) != NULL;
	}
}

static void on_timer(void *ctx)
{
	struct call *c = ctx;

	c->late = !c->answered;
	if (c->pidfd >= 0)
		kill(c->pid, SIGKILL); /* then on_exit_of_runner */
	else
		finish(c);
}

static void on_socket(void *ctx, int fd, uint32_t events)
{
	struct call *c = ctx;
	bool was_sent = c->sent;

	(void)fd;
	if (!c->sent && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0)
		send_more(c);
	receive(c);
	if (c->answered && c->pidfd < 0) {
		finish(c);
	} else if (c->answered) { /* its exit ends the call */
		loop_unwatch(loop_of(c), c->fd);
		(void)loop_after(loop_of(c), &c->timer, EXIT_MS, on_timer, c);
	} else if (c->sent && !was_sent &&
		   loop_watch(loop_of(c), c->fd, EPOLLIN, on_socket, c) != CT_OK) {
		c->answered = true; /* cannot hear it: the timer ends it */
	}
}

static void on_exit_of_runner(void *ctx, int fd, uint32_t events)
{
	struct call *c = ctx;

	(void)fd;
	(void)events;
	if (waitpid(c->pid, NULL, WNOHANG) == 0)
		return;
	receive(c);
	finish(c);
}

static int start(struct call *c, const char **why)
{
	const struct sinks_options *o = sinks_options_of(c->sink);

	if (o->hook_socket[0] != '\0')
		return runner_connect(o->hook_socket, why);
	if (o->hook_program[0] == '\0') {
		*why = "no hook program is configured";
		return -1;
	}
	return runner_spawn(o->hook_program, o->config, &c->pid, &c->pidfd, why);
}

static enum ct_err watch(struct call *c)
{
	struct loop *l = loop_of(c);
	enum ct_err err = loop_watch(l, c->fd, EPOLLIN | EPOLLOUT, on_socket, c);

	if (err == CT_OK && c->pidfd >= 0)
		err = loop_watch(l, c->pidfd, EPOLLIN, on_exit_of_runner, c);
	if (err == CT_OK)
		err = loop_after(l, &c->timer, c->sink->timeout_ms + GRACE_MS, on_timer, c);
	return err;
}

/* Ends a runner that nobody waits for any more. */
static void abandon(struct call *c)
{
	if (c->pidfd >= 0) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, NULL, 0);
	}
	drop(c);
}

static struct call *call_new(struct sink *s, int64_t delivery, struct view json)
{
	struct call *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->sink = s;
	c->delivery = delivery;
	c->fd = c->pidfd = -1;
	c->out = BUF_INIT(4 << 20);
	buf_addf(&c->out, "%s\n", s->name);
	buf_addv(&c->out, json);
	buf_addc(&c->out, '\n');
	if (c->out.err != CT_OK) {
		buf_free(&c->out);
		free(c);
		return NULL;
	}
	return c;
}

static enum ct_err deliver(struct sink *s, int64_t delivery, struct view json, const char *alert_id)
{
	struct calls *calls = s->state;
	const char *why = "";

	(void)alert_id; /* the JSON has it */
	if (calls->n >= MAX_CALLS)
		return CT_ELIMIT;
	struct call *c = call_new(s, delivery, json);
	if (c == NULL)
		return CT_ENOMEM;
	c->next = calls->list;
	calls->list = c;
	calls->n++;
	c->fd = start(c, &why);
	if (c->fd < 0) {
		drop(c);
		sinks_end(s, delivery, false, false, why);
		return CT_OK;
	}
	enum ct_err err = watch(c);
	if (err != CT_OK)
		abandon(c);
	return err;
}

static void close_sink(struct sink *s)
{
	struct calls *calls = s->state;

	while (calls->list != NULL)
		abandon(calls->list);
	free(calls);
}

const struct sink_type sink_exec = {open_sink, deliver, close_sink};

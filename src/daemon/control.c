#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "emit.h"
#include "unixsock.h"

#define CLIENTS 64
#define FOLLOWERS 48 /* of them */
#define REQUEST_MAX ((size_t)16 * 1024)
#define ANSWER_MAX ((size_t)64 << 20)
#define FOLLOW_MAX 100000               /* alerts told at once, */
#define FOLLOW_BYTES ((size_t)64 << 10) /* or so much; the rest once that is read */
#define STARTING "still starting, ask again"

struct client {
	struct control *control;
	int fd;
	struct buf in, out;
	size_t sent;
	bool asked, follow, stale; /* stale: there are alerts that it was not told yet */
	struct ask *ask;           /* at the clerk, or NULL */
	int64_t last_row;
	struct client *next;
};

/* A query at the clerk's; the client may go before the answer comes. */
struct ask {
	struct task task;
	struct client *client; /* NULL once it has gone */
	struct control *control;
	struct query query;
	struct command command;   /* the query's views point into it */
	struct query_feed *feeds; /* of a QUERY_FEEDS */
	struct buf answer;
};

struct control {
	struct loop *loop;
	struct clerk *clerk;
	struct control_hooks hooks;
	struct client *clients;
	size_t nclients, nfollowers;
	int fd;
	char *path;
};

/* --- clients ---------------------------------------------------------------------------- */

static void drop(struct client *cl)
{
	struct control *c = cl->control;
	struct client **from = &c->clients;

	while (*from != cl)
		from = &(*from)->next;
	*from = cl->next;
	c->nclients--;
	c->nfollowers -= cl->follow;
	if (cl->ask != NULL)
		cl->ask->client = NULL;
	loop_unwatch(c->loop, cl->fd);
	close(cl->fd);
	buf_free(&cl->in);
	buf_free(&cl->out);
	free(cl);
}

static void on_client(void *ctx, int fd, uint32_t events);
static void follow_on(struct client *cl);

/* Writes what can be written; the client may be gone on return. */
static void push(struct client *cl)
{
	while (cl->sent < cl->out.n) {
		ssize_t n = send(cl->fd, cl->out.p + cl->sent, cl->out.n - cl->sent,
		    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			loop_watch(cl->control->loop, cl->fd, EPOLLOUT | EPOLLRDHUP, on_client, cl);
			return;
		}
		if (n < 0) {
			drop(cl);
			return;
		}
		cl->sent += (size_t)n;
	}
	buf_clear(&cl->out);
	cl->sent = 0;
	if (cl->follow && cl->stale && cl->ask == NULL)
		follow_on(cl);
	if (cl->follow)
		loop_watch(cl->control->loop, cl->fd, EPOLLIN | EPOLLRDHUP, on_client, cl);
	else if (cl->ask == NULL)
		drop(cl);
}

static void fail(struct client *cl, const char *why)
{
	struct emit e = emit_to(&cl->out);

	emit_open(&e, '{');
	emit_str(&e, "error", view_of(why));
	emit_close(&e, '}');
	buf_addc(&cl->out, '\n');
	cl->control->nfollowers -= cl->follow;
	cl->follow = false;
	push(cl);
}

/* --- questions for the clerk -------------------------------------------------------------- */

static void ask_free(struct ask *a)
{
	command_free(&a->command);
	free(a->feeds);
	buf_free(&a->answer);
	free(a);
}

static enum ct_err ask_run(struct task *t, struct store *st, struct desk *d)
{
	struct ask *a = (struct ask *)t;

	(void)d;
	buf_clear(&a->answer);
	return query_run(st, &a->query, &a->answer);
}

static void on_answer(struct task *t, enum ct_err err, bool full)
{
	struct ask *a = (struct ask *)t;
	struct client *cl = a->client;
	struct control *c = a->control;

	(void)full;
	if (err == CT_OK && a->query.kind == QUERY_RETRY)
		c->hooks.retried(c->hooks.ctx);
	if (cl == NULL) {
		ask_free(a);
		return;
	}
	cl->ask = NULL;
	if (err == CT_OK && a->query.kind == QUERY_COUNTS)
		c->hooks.status(c->hooks.ctx, &a->query.counts, &cl->out);
	buf_addv(&cl->out, buf_view(&a->answer));
	if (a->query.kind == QUERY_ALERTS) {
		cl->last_row = a->query.after;
		cl->stale |= a->query.more;
	}
	ask_free(a);
	if (err != CT_OK) {
		fail(cl, err == CT_EIO ? clerk_error(c->clerk) : ct_strerror(err));
		return;
	}
	push(cl);
}

static struct ask *ask_new(struct client *cl, enum query_kind kind)
{
	struct ask *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->task.run = ask_run;
	a->task.done = on_answer;
	a->task.soon = true;
	a->task.write = kind == QUERY_RETRY || kind == QUERY_FEEDS;
	a->client = cl;
	a->control = cl->control;
	a->query.kind = kind;
	a->answer = BUF_INIT(ANSWER_MAX);
	return a;
}

/* Of what can be asked, feeds alone tell of what the loop may not have written yet: that
 * goes before, into the same transaction.  (Who follows asks at each alert.) */
static void submit(struct client *cl, struct ask *a)
{
	cl->ask = a;
	if (a->query.kind == QUERY_FEEDS && cl->control->hooks.read != NULL)
		cl->control->hooks.read(cl->control->hooks.ctx);
	clerk_submit(cl->control->clerk, &a->task);
}

static void follow_on(struct client *cl)
{
	struct ask *a = ask_new(cl, QUERY_ALERTS);

	cl->stale = a == NULL; /* then with the next one */
	if (a == NULL)
		return;
	a->query.after = cl->last_row;
	a->query.limit = FOLLOW_MAX;
	a->query.most = FOLLOW_BYTES;
	submit(cl, a);
}

void control_alerts(struct control *c)
{
	for (struct client *cl = c->clients; cl != NULL; cl = cl->next) {
		if (!cl->follow)
			continue;
		if (cl->ask != NULL || cl->out.n > 0)
			cl->stale = true; /* who does not read is not told more */
		else
			follow_on(cl);
	}
}

/* --- requests ----------------------------------------------------------------------------- */

static void answer_query(struct client *cl, struct command *cmd)
{
	struct control *c = cl->control;
	const struct conf *conf = c->hooks.conf(c->hooks.ctx);
	bool early = cmd->query.kind == QUERY_FEEDS && conf == NULL;
	bool many = cmd->follow && c->nfollowers >= FOLLOWERS;
	struct ask *a = early || many ? NULL : ask_new(cl, cmd->query.kind);

	if (a == NULL) {
		command_free(cmd);
		fail(cl, early ? STARTING : many ? "too many follow already" : "out of memory");
		return;
	}
	a->query = cmd->query;
	a->query.now = time(NULL);
	a->command = *cmd;
	a->query.most = cmd->follow ? FOLLOW_BYTES : 0;
	cl->follow = cmd->follow;
	c->nfollowers += cl->follow;
	if (a->query.kind == QUERY_FEEDS) {
		a->feeds = query_feeds_of(conf);
		a->query.feeds = a->feeds;
		a->query.nfeeds = conf->nfeeds;
		if (a->feeds == NULL) {
			ask_free(a);
			fail(cl, "out of memory");
			return;
		}
	}
	submit(cl, a);
}

static void answer_poll(struct client *cl, struct command *cmd)
{
	const struct control_hooks *h = &cl->control->hooks;
	size_t n = h->poll(h->ctx, cmd->feed);

	command_free(cmd);
	if (n == SIZE_MAX) {
		fail(cl, "no such feed");
		return;
	}
	buf_addf(&cl->out, "{\"ok\":true,\"feeds\":%zu}\n", n);
	push(cl);
}

static void answer_opml(struct client *cl, struct command *cmd)
{
	const struct control_hooks *h = &cl->control->hooks;
	const struct conf *conf = h->conf(h->ctx);
	struct buf opml = BUF_INIT(ANSWER_MAX);
	struct emit e = emit_to(&cl->out);

	command_free(cmd);
	if (conf == NULL) {
		fail(cl, STARTING);
		return;
	}
	conf_opml_export(conf, &opml);
	if (opml.err != CT_OK) {
		enum ct_err err = opml.err;

		buf_free(&opml);
		fail(cl, ct_strerror(err));
		return;
	}
	emit_open(&e, '{');
	emit_str(&e, "opml", buf_view(&opml));
	emit_close(&e, '}');
	buf_addc(&cl->out, '\n');
	buf_free(&opml);
	push(cl);
}

static void answer(struct client *cl, struct view line)
{
	static void (*const answers[])(struct client *, struct command *) = {
	    [COMMAND_QUERY] = answer_query,
	    [COMMAND_POLL] = answer_poll,
	    [COMMAND_OPML] = answer_opml,
	};
	struct command cmd = {0};
	const char *wrong = command_parse(line, &cmd);

	if (wrong != NULL)
		fail(cl, wrong);
	else
		answers[cmd.kind](cl, &cmd);
}

static void on_client(void *ctx, int fd, uint32_t events)
{
	struct client *cl = ctx;
	char chunk[4096];

	if (events & EPOLLOUT) {
		push(cl);
		return;
	}
	ssize_t n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* A client that said all it has to say still wants its answer. */
	if (n == 0 && cl->asked && !cl->follow && (events & (EPOLLHUP | EPOLLERR)) == 0) {
		loop_watch(
		    cl->control->loop, fd, cl->sent < cl->out.n ? EPOLLOUT : 0, on_client, cl);
		return;
	}
	if (n <= 0) {
		drop(cl);
		return;
	}
	if (cl->asked)
		return;
	buf_add(&cl->in, chunk, (size_t)n);
	size_t line = view_chr(buf_view(&cl->in), '\n');
	if (cl->in.err != CT_OK) {
		drop(cl);
		return;
	}
	if (line == SIZE_MAX)
		return;
	cl->asked = true;
	answer(cl, view_sub(buf_view(&cl->in), 0, line));
}

/* --- the socket --------------------------------------------------------------------------- */

/* Makes room for another: who came first of those that do not follow, and had the
 * longest time to ask and to read, goes. */
static void make_room(struct control *c)
{
	struct client *oldest = NULL;

	for (struct client *cl = c->clients; cl != NULL; cl = cl->next)
		oldest = cl->follow ? oldest : cl;
	if (c->nclients >= CLIENTS && oldest != NULL)
		drop(oldest);
}

static void on_accept(void *ctx, int fd, uint32_t events)
{
	struct control *c = ctx;
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (client >= 0)
		make_room(c);
	struct client *cl = client >= 0 ? calloc(1, sizeof(*cl)) : NULL;
	if (cl == NULL) {
		if (client >= 0)
			close(client);
		return;
	}
	cl->control = c;
	cl->fd = client;
	cl->in = BUF_INIT(REQUEST_MAX);
	cl->out = BUF_INIT(ANSWER_MAX);
	cl->next = c->clients;
	c->clients = cl;
	c->nclients++;
	if (loop_watch(c->loop, client, EPOLLIN | EPOLLRDHUP, on_client, cl) != CT_OK)
		drop(cl);
}

enum ct_err control_new(struct loop *l, struct clerk *clerk, const char *path,
    const struct control_hooks *hooks, struct control **out, const char **why)
{
	struct control *c = calloc(1, sizeof(*c));

	*why = "out of memory";
	if (c == NULL)
		return CT_ENOMEM;
	c->path = strdup(path);
	c->loop = l;
	c->clerk = clerk;
	c->hooks = *hooks;
	if (c->path != NULL)
		*why = unixsock_listen(path, CLIENTS, &c->fd);
	if (*why == NULL && loop_watch(l, c->fd, EPOLLIN, on_accept, c) == CT_OK) {
		*out = c;
		return CT_OK;
	}
	if (*why == NULL) {
		*why = "out of memory";
		close(c->fd);
		unlink(path);
	}
	free(c->path);
	free(c);
	return CT_EIO;
}

void control_stop(struct control *c)
{
	if (c == NULL || c->fd < 0)
		return;
	while (c->clients != NULL)
		drop(c->clients);
	loop_unwatch(c->loop, c->fd);
	close(c->fd);
	unlink(c->path);
	c->fd = -1;
}

void control_free(struct control *c)
{
	if (c == NULL)
		return;
	control_stop(c);
	free(c->path);
	free(c);
}

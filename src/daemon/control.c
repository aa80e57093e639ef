#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control_int.h"
#include "emit.h"
#include "unixsock.h"

#define CLIENTS 64
#define REQUEST_MAX ((size_t)16 * 1024)

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
	control_ask_forget(cl);
	loop_unwatch(c->loop, cl->fd);
	close(cl->fd);
	buf_free(&cl->in);
	buf_free(&cl->out);
	free(cl);
}

static void on_client(void *ctx, int fd, uint32_t events);

void control_push(struct client *cl)
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
		control_ask_follow(cl);
	if (cl->follow)
		loop_watch(cl->control->loop, cl->fd, EPOLLIN | EPOLLRDHUP, on_client, cl);
	else if (cl->ask == NULL)
		drop(cl);
}

void control_fail(struct client *cl, const char *why)
{
	struct emit e = emit_to(&cl->out);

	emit_open(&e, '{');
	emit_str(&e, "error", view_of(why));
	emit_close(&e, '}');
	buf_addc(&cl->out, '\n');
	cl->control->nfollowers -= cl->follow;
	cl->follow = false;
	control_push(cl);
}

static void on_client(void *ctx, int fd, uint32_t events)
{
	struct client *cl = ctx;
	char chunk[4096];

	if (events & EPOLLOUT) {
		control_push(cl);
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
	control_ask(cl, view_sub(buf_view(&cl->in), 0, line));
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
	cl->out = BUF_INIT(CONTROL_ANSWER_MAX);
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

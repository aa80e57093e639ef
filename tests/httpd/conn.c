#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "conn.h"

enum { HEAD_MAX = 64 << 10, BODY_MAX = 64 << 20 };

struct conn {
	int fd;
	uint32_t events; /* what epoll watches for */
	struct buf in;   /* read, not yet answered */
	char peer[16], host[16];
	int64_t number;
	bool replying, gone;
	struct reply reply;
	size_t head_sent;
	uint64_t body_sent;
	int64_t due;          /* ms: nothing is sent before; 0: at once */
	struct conn **before; /* in the list of those that wait */
	struct conn *next;
};

struct loop {
	struct server *sv;
	int epoll, listener;
	int64_t conns;
	struct conn *waiting;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void watch(struct loop *l, struct conn *c, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.ptr = c};
	if (c->events != events)
		epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &e);
	c->events = events;
}

static void unwait(struct conn *c)
{
	if (c->before == NULL)
		return;
	*c->before = c->next;
	if (c->next != NULL)
		c->next->before = c->before;
	c->before = NULL;
	c->due = 0;
}

static void wait_for(struct loop *l, struct conn *c, unsigned ms)
{
	unwait(c);
	c->due = now_ms() + ms;
	c->next = l->waiting;
	c->before = &l->waiting;
	if (c->next != NULL)
		c->next->before = &c->next;
	l->waiting = c;
	watch(l, c, EPOLLRDHUP);
}

static void conn_free(struct conn *c)
{
	unwait(c);
	close(c->fd);
	buf_free(&c->in);
	reply_free(&c->reply);
	free(c);
}

/* Sends up to max bytes of the body; false: the socket takes no more now. */
static bool body_send(struct conn *c, uint64_t max)
{
	struct reply *r = &c->reply;
	while (max > 0 && (r->endless || c->body_sent < r->send) && r->body.n > 0) {
		size_t at = (size_t)(c->body_sent % r->body.n);
		uint64_t n = r->body.n - at;
		if (!r->endless && n > r->send - c->body_sent)
			n = r->send - c->body_sent;
		if (n > max)
			n = max;
		ssize_t sent = send(c->fd, r->body.p + at, (size_t)n, MSG_NOSIGNAL);
		if (sent < 0) {
			c->gone = errno != EAGAIN && errno != EINTR;
			return false;
		}
		c->body_sent += (uint64_t)sent;
		max -= (uint64_t)sent;
	}
	return true;
}

static bool head_send(struct conn *c)
{
	struct reply *r = &c->reply;
	bool more = r->drip_ms == 0 && r->send > 0;
	while (c->head_sent < r->head.n) {
		ssize_t sent = send(c->fd, r->head.p + c->head_sent, r->head.n - c->head_sent,
		    MSG_NOSIGNAL | (more ? MSG_MORE : 0));
		if (sent < 0) {
			c->gone = errno != EAGAIN && errno != EINTR;
			return false;
		}
		c->head_sent += (size_t)sent;
	}
	return true;
}

/* Sends what can be sent; true once the reply is out. */
static bool reply_send(struct loop *l, struct conn *c)
{
	struct reply *r = &c->reply;
	if (r->reset) {
		struct linger hard = {.l_onoff = 1};
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		c->gone = true;
		return false;
	}
	bool drip = r->drip_bytes > 0;
	if (!head_send(c) || !body_send(c, drip ? r->drip_bytes : UINT64_MAX)) {
		if (!c->gone)
			watch(l, c, EPOLLOUT);
		return false;
	}
	if (r->endless || c->body_sent < r->send) {
		wait_for(l, c, r->drip_ms);
		return false;
	}
	return true;
}

/* --- requests ------------------------------------------------------------------ */

/* Length of the first complete request in c->in, with rq pointing into it; 0:
 * not all there yet; SIZE_MAX: not HTTP as we know it. */
static size_t request_parse(struct conn *c, struct request *rq)
{
	struct view in = buf_view(&c->in);
	size_t end = view_find(in, VIEW_LIT("\r\n\r\n"));
	if (end == SIZE_MAX)
		return in.n > HEAD_MAX ? SIZE_MAX : 0;
	size_t line = view_find(in, VIEW_LIT("\r\n"));
	struct view first = view_sub(in, 0, line);
	size_t space = view_chr(first, ' ');
	if (space == SIZE_MAX)
		return SIZE_MAX;
	struct view rest = view_sub(first, space + 1, first.n);
	size_t space2 = view_chr(rest, ' ');
	if (space2 == SIZE_MAX || rest.p[0] != '/' || end + 2 < line)
		return SIZE_MAX;
	rq->method = view_sub(first, 0, space);
	rq->target = view_sub(rest, 0, space2);
	rq->head = view_sub(in, line + 2, end + 2 - line - 2);
	struct view length = reply_header(rq, "content-length");
	char digits[20] = "";
	memcpy(digits, length.n > 0 ? length.p : "", length.n < 19 ? length.n : 19);
	unsigned long n = strtoul(digits, NULL, 10);
	if (n > BODY_MAX || reply_header(rq, "transfer-encoding").n > 0)
		return SIZE_MAX;
	if (in.n - (end + 4) < n) {
		if (in.n == end + 4 && reply_header(rq, "expect").n > 0)
			send(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL);
		return 0;
	}
	rq->body = view_sub(in, end + 4, n);
	return end + 4 + n;
}

/* Answers the requests that are complete, one after the other. */
static void requests_answer(struct loop *l, struct conn *c)
{
	while (!c->gone) {
		if (!c->replying) {
			struct request rq = {.conn = c->number};
			memcpy(rq.peer, c->peer, sizeof(rq.peer));
			memcpy(rq.host, c->host, sizeof(rq.host));
			size_t n = request_parse(c, &rq);
			if (n == SIZE_MAX) {
				c->gone = true;
				return;
			}
			if (n == 0) {
				watch(l, c, EPOLLIN);
				return;
			}
			reply_make(l->sv, &rq, &c->reply);
			buf_drop(&c->in, n);
			c->replying = true;
			c->head_sent = 0;
			c->body_sent = 0;
			if (c->reply.delay > 0) {
				wait_for(l, c, c->reply.delay);
				return;
			}
		}
		if (!reply_send(l, c))
			return;
		c->gone = c->reply.close;
		c->replying = false;
		reply_free(&c->reply);
	}
}

static void input_read(struct conn *c)
{
	char block[65536];
	ssize_t n = recv(c->fd, block, sizeof(block), 0);
	if (n > 0)
		buf_add(&c->in, block, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		c->gone = true;
	if (c->in.err != CT_OK)
		c->gone = true;
}

static void conn_event(struct loop *l, struct conn *c, uint32_t events)
{
	if (events & (EPOLLERR | EPOLLHUP) || (events & EPOLLRDHUP && c->replying))
		c->gone = true;
	else if (events & EPOLLIN)
		input_read(c);
	if (!c->gone)
		requests_answer(l, c);
	if (c->gone)
		conn_free(c);
}

/* --- the loop --------------------------------------------------------------------- */

static void conn_accept(struct loop *l)
{
	for (;;) {
		struct sockaddr_in peer, host;
		socklen_t n = sizeof(peer), m = sizeof(host);
		int fd = accept4(
		    l->listener, (struct sockaddr *)&peer, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			return;
		getsockname(fd, (struct sockaddr *)&host, &m);
		/* From this machine: by 127.0.0.0/8, or by an address that is its own. */
		bool own = ntohl(peer.sin_addr.s_addr) >> 24 == 127 ||
			   peer.sin_addr.s_addr == host.sin_addr.s_addr;
		struct conn *c = calloc(1, sizeof(*c));
		if (c == NULL || !own) {
			free(c);
			close(fd);
			continue;
		}
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		inet_ntop(AF_INET, &peer.sin_addr, c->peer, sizeof(c->peer));
		inet_ntop(AF_INET, &host.sin_addr, c->host, sizeof(c->host));
		c->fd = fd;
		c->in = BUF_INIT(HEAD_MAX + BODY_MAX + 65536);
		c->number = ++l->conns;
		c->events = EPOLLIN;
		struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
		epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e);
	}
}

/* Goes on with those whose time has come; ms until the next, or -1. */
static int waiting_run(struct loop *l)
{
	int64_t now = now_ms(), first = -1;
	for (struct conn *c = l->waiting, *next; c != NULL; c = next) {
		next = c->next;
		if (c->due > now)
			continue;
		unwait(c);
		conn_event(l, c, 0);
	}
	for (struct conn *c = l->waiting; c != NULL; c = c->next)
		if (first < 0 || c->due < first)
			first = c->due;
	return first < 0 ? -1 : first > now ? (int)(first - now) : 0;
}

int conn_serve(
    struct server *sv, int listener, const sigset_t *waiting, const volatile sig_atomic_t *stop)
{
	struct loop l = {.sv = sv, .listener = listener, .epoll = epoll_create1(EPOLL_CLOEXEC)};
	struct epoll_event e = {.events = EPOLLIN}, ready[256];
	if (l.epoll < 0 || epoll_ctl(l.epoll, EPOLL_CTL_ADD, listener, &e) != 0)
		return -1;
	while (!*stop) {
		int n = epoll_pwait(l.epoll, ready, 256, waiting_run(&l), waiting);
		if (n < 0 && errno != EINTR)
			return -1;
		for (int i = 0; i < n; i++) {
			if (ready[i].data.ptr == NULL)
				conn_accept(&l);
			else
				conn_event(&l, ready[i].data.ptr, ready[i].events);
		}
	}
	close(l.epoll);
	return 0;
}

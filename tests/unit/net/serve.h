/*
 * A web server of a test: a thread per connection, keep-alive, what to answer
 * is told by the path.  It listens on all of 127.0.0.0/8: each is a host.
 */
#ifndef SERVE_H
#define SERVE_H

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int serve_port;
static atomic_bool serve_held;                        /* the rest of /creeping and /promised */
static atomic_int serve_conns, serve_now, serve_most; /* connections; /hold at once, at most */
static atomic_int serve_wanted;                       /* /hold waits until they were so many */
static pthread_mutex_t serve_lock = PTHREAD_MUTEX_INITIALIZER;
static char serve_log[1 << 20]; /* all requests as received, one behind the other */
static size_t serve_logged;
static char *serve_bomb; /* 64 MiB of zeros, compressed */
static size_t serve_bomb_n;

struct serve_req {
	int fd, conn;
	char *path; /* with its query */
	char *head; /* all of the request, up to the empty line */
	char *body;
	size_t nbody;
};

/* What was received up to now, until the next call. */
static const char *serve_seen(void)
{
	static char copy[sizeof(serve_log)];
	pthread_mutex_lock(&serve_lock);
	memcpy(copy, serve_log, serve_logged + 1);
	pthread_mutex_unlock(&serve_lock);
	return copy;
}

static void serve_forget(void)
{
	pthread_mutex_lock(&serve_lock);
	serve_logged = 0;
	serve_log[0] = '\0';
	pthread_mutex_unlock(&serve_lock);
}

static void serve_send(int fd, const void *p, size_t n)
{
	for (const char *s = p; n > 0;) {
		ssize_t k = send(fd, s, n, MSG_NOSIGNAL);
		if (k <= 0)
			return;
		s += k;
		n -= (size_t)k;
	}
}

static void serve_reply(int fd, const char *status, const char *header, const char *body, size_t n)
{
	char *s;
	int k = asprintf(&s, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n", status, n, header);
	serve_send(fd, s, (size_t)k);
	serve_send(fd, body, n);
	free(s);
}

/* Until ms have passed, or the client has gone. */
static void serve_wait(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLRDHUP};
	poll(&p, 1, ms);
}

static void serve_text(int fd, const char *s)
{
	serve_send(fd, s, strlen(s));
}

static bool serve_odd(struct serve_req *r) /* answers that end the connection */
{
	char filler[1000];
	memset(filler, 'x', sizeof(filler));
	if (strcmp(r->path, "/cut") == 0) {
		serve_text(r->fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
	} else if (strcmp(r->path, "/cut-chunk") == 0) {
		serve_text(
		    r->fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhello");
	} else if (strcmp(r->path, "/cut-header") == 0) {
		serve_text(r->fd, "HTTP/1.1 200 OK\r\nContent-Le");
	} else if (strcmp(r->path, "/no-length") == 0) {
		serve_text(r->fd, "HTTP/1.1 200 OK\r\n\r\nhello");
	} else if (strcmp(r->path, "/old") == 0) {
		serve_text(r->fd, "hello");
	} else if (strcmp(r->path, "/empty") == 0) {
	} else if (strcmp(r->path, "/slow") == 0) {
		serve_wait(r->fd, 5000);
	} else if (strcmp(r->path, "/drip") == 0) {
		serve_text(r->fd, "HTTP/1.1 200 OK\r\n\r\n");
		for (int i = 0; i < 100; i++, serve_wait(r->fd, 50))
			serve_text(r->fd, "x");
	} else if (strcmp(r->path, "/endless") == 0) {
		serve_text(r->fd, "HTTP/1.1 200 OK\r\n\r\n");
		for (int i = 0; i < 5000; i++)
			serve_send(r->fd, filler, sizeof(filler));
	} else if (strcmp(r->path, "/headers") == 0) {
		serve_text(r->fd, "HTTP/1.1 200 OK\r\n");
		for (int i = 0; i < 100; i++) {
			serve_text(r->fd, "X: ");
			serve_send(r->fd, filler, sizeof(filler));
			serve_text(r->fd, "\r\n");
		}
		serve_text(r->fd, "\r\n");
	} else {
		return false;
	}
	return true;
}

static void serve_hold(struct serve_req *r)
{
	int now = atomic_fetch_add(&serve_now, 1) + 1, most = atomic_load(&serve_most);
	while (now > most && !atomic_compare_exchange_weak(&serve_most, &most, now))
		;
	serve_wait(r->fd, 30);
	for (int i = 0; i < 1000 && atomic_load(&serve_most) < atomic_load(&serve_wanted); i++)
		serve_wait(r->fd, 5);
	atomic_fetch_sub(&serve_now, 1);
	serve_reply(r->fd, "200 OK", "", "held", 4);
}

/* 20 MiB. */
static void serve_large(int fd)
{
	static char piece[1 << 20];
	serve_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 20971520\r\n\r\n");
	for (int i = 0; i < 20; i++)
		serve_send(fd, piece, sizeof(piece));
}

/* Until the test lets it go on, or the other side has gone. */
static void serve_hold_back(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLRDHUP};
	while (atomic_load(&serve_held) && poll(&p, 1, 5) == 0)
		;
}

/* Most of 200 KiB, the rest later. */
static void serve_creeping(int fd)
{
	static char piece[180 << 10];
	serve_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 204800\r\n\r\n");
	serve_send(fd, piece, sizeof(piece));
	serve_hold_back(fd);
	serve_send(fd, piece, 204800 - sizeof(piece));
}

/* A byte of 255 KiB, the rest later. */
static void serve_promised(int fd)
{
	static char piece[(255 << 10) - 1];
	serve_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 261120\r\n\r\n<");
	serve_hold_back(fd);
	serve_send(fd, piece, sizeof(piece));
}

/* "/to/302/LOCATION" */
static void serve_redirect(struct serve_req *r)
{
	char *s, status[32];
	snprintf(status, sizeof(status), "%.3s Elsewhere", r->path + 4);
	if (asprintf(&s, "Location: %s\r\n", r->path + 8) < 0)
		abort();
	serve_reply(r->fd, status, s, "moved", 5);
	free(s);
}

static void serve_answer(struct serve_req *r)
{
	static const char full[] =
	    "ETag: W/\"a, b\\c; \xe9\"  \r\nLast-Modified: Sun, 22 Nov 2026 04:00:00 +0000\r\n"
	    "content-type:text/xml; charset=utf-8\r\nLink: <a>; rel=hub\r\nLINK: <b>; rel=self\r\n"
	    "Cache-Control: s-maxage=5, Max-Age=600\r\nExpires: 0\r\n";
	char s[64];
	if (strcmp(r->path, "/ok") == 0) {
		serve_reply(r->fd, "200 OK", full, "hello", 5);
	} else if (strncmp(r->path, "/to/", 4) == 0) {
		serve_redirect(r);
	} else if (strcmp(r->path, "/a/b/relative?x") == 0) {
		serve_reply(r->fd, "301 Moved", "Location: ../ok?y= \xc3\xbc#z\r\n", "", 0);
	} else if (strcmp(r->path, "/304") == 0) {
		bool match = strstr(r->head, "\r\nIf-None-Match: W/\"a, b\\c; \xe9\"\r\n") != NULL;
		serve_reply(
		    r->fd, match ? "304 Not Modified" : "200 OK", "ETag: \"new\"\r\n", "", 0);
	} else if (strcmp(r->path, "/echo") == 0) {
		serve_reply(r->fd, "200 OK", "", r->head, strlen(r->head));
	} else if (strcmp(r->path, "/body") == 0) {
		serve_reply(r->fd, "200 OK", "", r->body, r->nbody);
	} else if (strcmp(r->path, "/conn") == 0) {
		serve_reply(r->fd, "200 OK", "", s, (size_t)snprintf(s, sizeof(s), "%d", r->conn));
	} else if (strcmp(r->path, "/bomb") == 0) {
		serve_reply(
		    r->fd, "200 OK", "Content-Encoding: gzip\r\n", serve_bomb, serve_bomb_n);
	} else if (strcmp(r->path, "/large") == 0) {
		serve_large(r->fd);
	} else if (strcmp(r->path, "/creeping") == 0) {
		serve_creeping(r->fd);
	} else if (strcmp(r->path, "/promised") == 0) {
		serve_promised(r->fd);
	} else if (strcmp(r->path, "/hold") == 0) {
		serve_hold(r);
	} else if (strcmp(r->path, "/429") == 0) {
		serve_reply(r->fd, "429 Too Many", "Retry-After: 120\r\n", "", 0);
	} else if (strcmp(r->path, "/503") == 0) {
		serve_reply(r->fd, "503 Not Now",
		    "Date: Sun, 22 Nov 2026 04:00:00 GMT\r\n"
		    "Retry-After: Sun, 22 Nov 2026 05:00:00 GMT\r\n",
		    "", 0);
	} else if (strcmp(r->path, "/401") == 0) {
		bool auth = strstr(r->head, "\r\nAuthorization: Digest ") != NULL;
		serve_reply(r->fd, auth ? "200 OK" : "401 Who",
		    "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n", "x", 1);
	} else {
		serve_reply(r->fd, "404 Not Found", "", "no", 2);
	}
}

static void *serve_conn(void *arg)
{
	int fd = (int)(intptr_t)arg, conn = atomic_fetch_add(&serve_conns, 1);
	char *in = calloc(1, 1 << 20), *end, *s;
	size_t n = 0;
	ssize_t k;
	while ((k = recv(fd, in + n, (1 << 20) - 1 - n, 0)) > 0) {
		n += (size_t)k;
		in[n] = '\0';
		if (in[0] == 0x16) { /* TLS is not spoken here */
			serve_text(fd, "HTTP/1.1 400 Bad\r\n\r\n");
			break;
		}
		while ((end = strstr(in, "\r\n\r\n")) != NULL) {
			struct serve_req r = {.fd = fd, .conn = conn};
			size_t nhead = (size_t)(end - in) + 4;
			s = strcasestr(in, "\r\nContent-Length:");
			r.nbody = s != NULL && s < end ? strtoul(s + 17, NULL, 10) : 0;
			if (n < nhead + r.nbody)
				break;
			r.head = strndup(in, nhead);
			r.path = strdup(strchr(in, ' ') + 1);
			r.path[strcspn(r.path, " ")] = '\0';
			r.body = in + nhead;
			pthread_mutex_lock(&serve_lock);
			if (serve_logged + nhead < sizeof(serve_log)) {
				memcpy(serve_log + serve_logged, in, nhead);
				serve_logged += nhead;
				serve_log[serve_logged] = '\0';
			}
			pthread_mutex_unlock(&serve_lock);
			bool odd = serve_odd(&r);
			if (!odd)
				serve_answer(&r);
			n -= nhead + r.nbody;
			memmove(in, in + nhead + r.nbody, n + 1);
			free(r.head);
			free(r.path);
			if (odd)
				goto out;
		}
	}
out:
	shutdown(fd, SHUT_RDWR);
	close(fd);
	free(in);
	return NULL;
}

static void *serve_accept(void *arg)
{
	pthread_t t;
	for (int fd; (fd = accept((int)(intptr_t)arg, NULL, NULL)) >= 0;) {
		if (pthread_create(&t, NULL, serve_conn, (void *)(intptr_t)fd) == 0)
			pthread_detach(t);
	}
	return NULL;
}

static void serve_make_bomb(void)
{
	FILE *p = popen("head -c 67108864 /dev/zero | gzip -9c", "r");
	serve_bomb = malloc(1 << 20);
	serve_bomb_n = p != NULL ? fread(serve_bomb, 1, 1 << 20, p) : 0;
	if (p != NULL)
		pclose(p);
}

static int serve_start(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_t t;
	serve_make_bomb();
	if (bind(fd, (struct sockaddr *)&at, n) != 0 || listen(fd, 512) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &n) != 0)
		return -1;
	serve_port = ntohs(at.sin_port);
	return pthread_create(&t, NULL, serve_accept, (void *)(intptr_t)fd);
}

#endif

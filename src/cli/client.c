#include "client.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { WHY = 512 };
#define LINE_MAX_BYTES ((size_t)256 << 20)

struct call {
	const char *path;
	client_line_fn *fn;
	void *ctx;
	char *why;
	enum client_end end;
	bool on; /* the answer goes on for ever */
	bool enough;
	size_t lines;
};

static enum client_end trouble(struct call *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static enum client_end trouble(struct call *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(c->why, WHY, fmt, ap);
	va_end(ap);
	c->end = CLIENT_TROUBLE;
	return c->end;
}

static enum client_end no_connection(struct call *c)
{
	switch (errno) {
	case ENOENT:
		return trouble(c, "copytasterd is not running: there is no %s", c->path);
	case ECONNREFUSED:
		return trouble(c, "copytasterd is not running: nobody answers at %s", c->path);
	case EACCES:
	case EPERM:
		return trouble(
		    c, "you may not ask copytasterd at %s; members of its group may", c->path);
	default:
		return trouble(c, "%s: %s", c->path, strerror(errno));
	}
}

static int open_socket(struct call *c, int wait)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval tv = {.tv_sec = wait};
	if (strlen(c->path) >= sizeof(to.sun_path)) {
		trouble(c, "%s: too long a path for a socket", c->path);
		return -1;
	}
	memcpy(to.sun_path, c->path, strlen(c->path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0) {
		trouble(c, "socket: %s", strerror(errno));
	} else if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		no_connection(c);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool send_request(struct call *c, int fd, const json_t *request)
{
	char *text = json_dumps(request, JSON_COMPACT);
	size_t n = text != NULL ? strlen(text) : 0, at = 0;
	if (text == NULL) {
		trouble(c, "out of memory");
		return false;
	}
	text[n++] = '\n'; /* over the NUL: only n bytes are sent */
	while (at < n) {
		ssize_t w = send(fd, text + at, n - at, MSG_NOSIGNAL);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0) {
			trouble(c, "copytasterd hung up: %s", strerror(errno));
			break;
		}
		at += (size_t)w;
	}
	free(text);
	return at == n;
}

static void take_line(struct call *c, struct view line)
{
	json_error_t e;
	json_t *o = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &e);
	const json_t *error = json_object_get(o, "error");
	if (!json_is_object(o)) {
		trouble(c, "what answers at %s is not copytasterd", c->path);
	} else if (c->lines++ == 0 && json_is_string(error)) {
		snprintf(c->why, WHY, "%s", json_string_value(error));
		c->end = CLIENT_REFUSED;
	} else {
		c->enough = !c->fn(c->ctx, line, o);
	}
	json_decref(o);
}

static void take_lines(struct call *c, struct buf *in, size_t scanned)
{
	size_t from = 0;
	while (c->end == CLIENT_OK && !c->enough) {
		size_t at = scanned > from ? scanned : from;
		size_t end = view_chr(view_sub(buf_view(in), at, SIZE_MAX), '\n');
		if (end == SIZE_MAX)
			break;
		take_line(c, view_sub(buf_view(in), from, at + end - from));
		from = at + end + 1;
	}
	buf_drop(in, from);
}

/* Until there is something to read.  A pipe tells that its reader went only to who
 * writes, or asks. */
static bool await(struct call *c, int fd)
{
	struct pollfd p[] = {{fd, POLLIN, 0}, {STDOUT_FILENO, 0, 0}};
	while (poll(p, 2, -1) < 0 && errno == EINTR)
		continue;
	if (p[1].revents == 0)
		return true;
	c->end = CLIENT_UNHEARD;
	return false;
}

static void read_answer(struct call *c, int fd)
{
	static char piece[65536];
	struct buf in = BUF_INIT(LINE_MAX_BYTES);
	while (c->end == CLIENT_OK && !c->enough && (!c->on || await(c, fd))) {
		ssize_t n = recv(fd, piece, sizeof(piece), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			trouble(c, errno == EAGAIN ? "copytasterd does not answer"
						   : "copytasterd hung up");
		else if (n == 0 && in.n > 0)
			trouble(c, "copytasterd hung up amid its answer");
		else if (n == 0 && c->on && c->end == CLIENT_OK)
			trouble(c, "copytasterd has ended");
		if (n <= 0)
			break;
		size_t scanned = in.n;
		buf_add(&in, piece, (size_t)n);
		if (in.err != CT_OK)
			trouble(c, "too long an answer");
		else
			take_lines(c, &in, scanned);
	}
	buf_free(&in);
}

enum client_end client_ask(
    const char *path, const json_t *request, int wait, client_line_fn *fn, void *ctx, char why[WHY])
{
	struct call c = {.path = path, .fn = fn, .ctx = ctx, .why = why, .on = wait == 0};
	why[0] = '\0';
	int fd = open_socket(&c, wait);
	if (fd < 0)
		return c.end;
	if (send_request(&c, fd, request))
		read_answer(&c, fd);
	close(fd);
	return c.end;
}

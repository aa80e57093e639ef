#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "emit.h"
#include "note.h"

/* Names in lower case; a name that comes twice is written twice. */
static void headers_json(struct emit *j, const struct request *rq)
{
	struct view head = rq->head;
	emit_obj(j, "headers");
	while (head.n > 0) {
		size_t eol = view_chr(head, '\n');
		struct view line = view_sub(head, 0, eol == SIZE_MAX ? head.n : eol);
		head = view_sub(head, line.n + 1, head.n);
		size_t colon = view_chr(line, ':');
		if (colon == SIZE_MAX)
			continue;
		char name[128];
		size_t n = colon < sizeof(name) - 1 ? colon : sizeof(name) - 1;
		for (size_t i = 0; i < n; i++)
			name[i] = (char)(line.p[i] >= 'A' && line.p[i] <= 'Z' ? line.p[i] + 32
									      : line.p[i]);
		name[n] = '\0';
		emit_str(j, name, view_trim(view_sub(line, colon + 1, line.n)));
	}
	emit_close(j, '}');
}

static void time_json(struct emit *j)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	emit_num(j, "time", (double)now.tv_sec + (double)now.tv_nsec / 1e9, 3);
}

/* One write a line, so that a reader never sees half of one. */
static void line_out(int fd, struct buf *line)
{
	buf_addc(line, '\n');
	if (line->err == CT_OK && write(fd, line->p, line->n) < 0)
		perror("httpd: log");
	buf_free(line);
}

void note_request(int fd, const struct request *rq, const struct reply *reply)
{
	if (fd < 0)
		return;
	struct buf line = BUF_INIT(1 << 20);
	struct emit j = emit_to(&line);
	emit_open(&j, '{');
	time_json(&j);
	emit_int(&j, "conn", rq->conn);
	emit_str(&j, "peer", view_of(rq->peer));
	emit_str(&j, "host", view_of(rq->host));
	emit_str(&j, "method", rq->method);
	emit_str(&j, "path", rq->target);
	headers_json(&j, rq);
	emit_int(&j, "status", reply->status);
	emit_int(&j, "bytes", reply->endless ? -1 : (int64_t)reply->send);
	emit_close(&j, '}');
	line_out(fd, &line);
}

void note_post(int fd, const struct request *rq, int status)
{
	if (fd < 0)
		return;
	struct buf line = BUF_INIT(256u << 20);
	struct emit j = emit_to(&line);
	emit_open(&j, '{');
	time_json(&j);
	emit_str(&j, "method", rq->method);
	emit_str(&j, "path", rq->target);
	headers_json(&j, rq);
	emit_int(&j, "status", status);
	emit_str(&j, "body", rq->body);
	emit_close(&j, '}');
	line_out(fd, &line);
}

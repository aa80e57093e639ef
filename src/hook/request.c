#include "request.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "conf.h"
#include "run.h"

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum ct_err request_read(int fd, int64_t timeout_ms, struct buf *in)
{
	int64_t until = now_ms() + timeout_ms;
	char chunk[16384];

	while (in->err == CT_OK) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = until - now_ms();

		if (left <= 0)
			return CT_EIO;
		int r = poll(&p, 1, left > INT_MAX ? INT_MAX : (int)left);
		if (r == 0 || (r < 0 && errno == EINTR))
			continue;
		ssize_t n = r < 0 ? -1 : read(fd, chunk, sizeof(chunk));
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return CT_EIO;
		if (n == 0)
			return CT_OK;
		buf_add(in, chunk, (size_t)n);
	}
	return in->err;
}

static bool has_control(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7F)
			return true;
	return false;
}

enum ct_err request_parse(struct view in, struct request *out)
{
	size_t n = view_chr(in, '\n');

	if (n == SIZE_MAX || n == 0 || n > 200)
		return CT_EINVAL;
	struct view name = view_sub(in, 0, n), line = view_sub(in, n + 1, SIZE_MAX);
	n = view_chr(line, '\n');
	if (n == SIZE_MAX || n + 1 != line.n)
		return CT_EINVAL;
	struct view json = view_sub(line, 0, n);
	if (json.n < 2 || json.p[0] != '{' || json.p[json.n - 1] != '}' || has_control(json) ||
	    has_control(name))
		return CT_EINVAL;
	*out = (struct request){name, line};
	return CT_OK;
}

static void tell(struct buf *answer, const struct run_result *r)
{
	switch (r->end) {
	case RUN_EXIT:
		if (r->code == 0)
			buf_adds(answer, "ok\n");
		else
			buf_addf(answer, "exit %d\n", r->code);
		break;
	case RUN_SIGNAL:
		buf_addf(answer, "signal %d\n", r->code);
		break;
	case RUN_TIMEOUT:
		buf_adds(answer, "timeout\n");
		break;
	case RUN_ERROR:
		buf_addf(answer, "error %s: %s\n", r->why, strerror(r->code));
		break;
	}
}

static const struct conf_alert *find(const struct conf *c, struct view name)
{
	for (size_t i = 0; i < c->nalerts; i++)
		if (c->alerts[i].type == CONF_EXEC && view_is(name, c->alerts[i].name))
			return &c->alerts[i];
	return NULL;
}

static bool run(const struct conf *c, const struct request *q, struct buf *answer)
{
	const struct conf_alert *a = find(c, q->name);

	if (a == NULL || a->command.n == 0) {
		buf_adds(answer, "error no [alert] section of this name and type exec\n");
		return false;
	}
	char **argv = calloc(a->command.n + 1, sizeof(*argv));
	if (argv == NULL) {
		buf_adds(answer, "error no memory\n");
		return false;
	}
	memcpy(argv, a->command.v, a->command.n * sizeof(*argv));
	struct run_result r = run_command(argv, a->name, q->json, a->timeout * 1000);
	free(argv);
	tell(answer, &r);
	return r.end != RUN_ERROR;
}

bool request_serve(struct view in, const char *config, struct buf *answer)
{
	struct buf errors = BUF_INIT(1 << 16);
	struct conf *c = NULL;
	struct request q;

	if (request_parse(in, &q) != CT_OK) {
		buf_adds(answer, "error not a request\n");
		return false;
	}
	if (conf_load(config, &c, &errors) != CT_OK) {
		struct view first = buf_view(&errors);

		first.n = view_chr(first, '\n') < first.n ? view_chr(first, '\n') : first.n;
		buf_addf(answer, "error %.*s\n", (int)(first.n < 180 ? first.n : 180),
		    first.n > 0 ? first.p : "");
		buf_free(&errors);
		return false;
	}
	buf_free(&errors);
	bool ok = run(c, &q, answer);
	conf_free(c);
	return ok;
}

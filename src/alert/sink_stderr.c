#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "brief.h"
#include "sink.h"

/* A line is written at once and whole: pipes take up to PIPE_BUF bytes so. */
enum { LINE_MAX_BYTES = 4000 };

static enum ct_err open_sink(struct sink *s, const struct conf_alert *c)
{
	(void)c;
	s->state = NULL;
	return CT_OK;
}

/* Why it could not be written, or NULL.  Never waits: a terminal that was
 * stopped with ^S must not stop the daemon. */
static const char *write_line(struct view line)
{
	struct pollfd ready = {.fd = STDERR_FILENO, .events = POLLOUT};
	ssize_t n;

	if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)
		return "stderr takes no more";
	do {
		n = write(STDERR_FILENO, line.p, line.n);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? strerror(errno) : NULL;
}

static enum ct_err deliver(struct sink *s, int64_t delivery, struct view json, const char *alert_id)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	struct brief b;

	(void)alert_id;
	if (brief_read(json, &b) != CT_OK) {
		sinks_end(s, delivery, false, true, "the stored alert is no alert");
		return CT_OK;
	}
	brief_line(&b, &line);
	brief_free(&b);
	buf_addc(&line, '\n');
	const char *why = line.err != CT_OK ? "no memory" : write_line(buf_view(&line));
	buf_free(&line);
	sinks_end(s, delivery, why == NULL, false, why != NULL ? why : "");
	return CT_OK;
}

static void close_sink(struct sink *s)
{
	(void)s;
}

const struct sink_type sink_stderr = {open_sink, deliver, close_sink};

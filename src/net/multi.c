#include <stdlib.h>
#include <sys/epoll.h>

#include "multi.h"

struct multi {
	CURLM *curl;
	struct loop *loop;
	struct loop_timer timer;
	multi_done_fn *done;
	multi_spent_fn *on_spent;
	void *ctx;
	bool spent, keeps;
	int64_t ended; /* when the last transfer left; loop's ms */
	size_t running;
	size_t nallow;
	struct guard_block allow[];
};

static void take_done(struct multi *m)
{
	int left;
	for (CURLMsg *msg; (msg = curl_multi_info_read(m->curl, &left)) != NULL;) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		CURL *easy = msg->easy_handle;
		CURLcode code = msg->data.result;
		multi_remove(m, easy); /* msg goes with it */
		m->done(easy, code);
	}
}

/* A step that fails, for want of memory, leaves libcurl (7.88) with timeouts that it
 * forgot, and with a list of a socket's transfers that the next addition divides by
 * zero in: nothing is run on this handle any more.  Taking transfers out is safe. */
static void took(struct multi *m, CURLMcode code)
{
	take_done(m);
	if (code == CURLM_OK || m->spent)
		return;
	m->spent = true;
	m->on_spent(m->ctx, m);
}

static void on_fd(void *ctx, int fd, uint32_t events)
{
	struct multi *m = ctx;
	int running, mask = ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
			    ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
			    ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
	if (m->spent)
		loop_unwatch(m->loop, fd);
	else
		took(m, curl_multi_socket_action(m->curl, fd, mask, &running));
}

static void on_timer(void *ctx)
{
	struct multi *m = ctx;
	int running;
	if (!m->spent)
		took(m, curl_multi_socket_action(m->curl, CURL_SOCKET_TIMEOUT, 0, &running));
}

/* Where a watch fails the transfer runs into its timeout. */
static int set_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *unused)
{
	struct multi *m = ctx;
	(void)easy;
	(void)unused;
	if (what == CURL_POLL_REMOVE)
		loop_unwatch(m->loop, fd);
	else
		loop_watch(m->loop, fd,
		    (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u),
		    on_fd, m);
	return 0;
}

static int set_timer(CURLM *curl, long ms, void *ctx)
{
	struct multi *m = ctx;
	(void)curl;
	if (ms < 0) {
		loop_rest(m->loop, &m->timer);
		return 0;
	}
	return loop_after(m->loop, &m->timer, ms, on_timer, m) == CT_OK ? 0 : -1;
}

struct multi *multi_new(struct loop *l, const struct guard_block *allow, size_t nallow,
    long connections, multi_done_fn *done, multi_spent_fn *on_spent, void *ctx)
{
	struct multi *m = calloc(1, sizeof(*m) + nallow * sizeof(*allow));
	if (m == NULL)
		return NULL;
	m->curl = curl_multi_init();
	if (m->curl == NULL || loop_keep(l, &m->timer) != CT_OK) {
		curl_multi_cleanup(m->curl);
		free(m);
		return NULL;
	}
	m->loop = l;
	m->done = done;
	m->on_spent = on_spent;
	m->ctx = ctx;
	m->nallow = nallow;
	if (nallow > 0)
		memcpy(m->allow, allow, nallow * sizeof(*allow));
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERDATA, m);
	curl_multi_setopt(m->curl, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	curl_multi_setopt(m->curl, CURLMOPT_MAXCONNECTS, connections);
	return m;
}

void multi_free(struct multi *m)
{
	if (m == NULL)
		return;
	curl_multi_cleanup(m->curl);
	loop_cancel(m->loop, &m->timer);
	free(m);
}

enum ct_err multi_add(struct multi *m, CURL *easy)
{
	if (curl_multi_add_handle(m->curl, easy) != CURLM_OK)
		return CT_ENOMEM;
	m->running++;
	return CT_OK;
}

void multi_remove(struct multi *m, CURL *easy)
{
	curl_multi_remove_handle(m->curl, easy);
	m->running--;
	m->ended = loop_now(m->loop);
}

bool multi_idle(const struct multi *m)
{
	return m->running == 0;
}

void multi_keeps(struct multi *m)
{
	m->keeps = true;
}

bool multi_stale(const struct multi *m, int64_t ms, bool *wait)
{
	bool stale = m->keeps && m->running == 0 && loop_now(m->loop) - m->ended >= ms;

	*wait |= m->keeps && !stale;
	return stale;
}

bool multi_spent(const struct multi *m)
{
	return m->spent;
}

bool multi_is(const struct multi *m, const struct guard_block *allow, size_t nallow)
{
	return !m->spent && m->nallow == nallow &&
	       (nallow == 0 || memcmp(m->allow, allow, nallow * sizeof(*allow)) == 0);
}

bool multi_allows(const struct multi *m, const struct sockaddr *sa)
{
	return guard_ok(sa, m->allow, m->nallow);
}

#include "control.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "emit.h"
#include "rfc3339.h"

#define CLIENTS 64
#define REQUEST_MAX ((size_t)16 * 1024)
#define ANSWER_MAX ((size_t)64 << 20)
#define LIMIT_DEFAULT 50
#define LIMIT_MAX 100000

struct client {
	struct control *control;
	int fd;
	struct buf in, out;
	size_t sent;
	bool asked, closed, follow, stale; /* stale: alerts came while one was asked for */
	struct ask *ask;                   /* at the clerk, or NULL */
	int64_t last_row;
	struct client *next;
};

/* A query at the clerk's; the client may go before the answer comes. */
struct ask {
	struct task task;
	struct client *client; /* NULL once it has gone */
	struct control *control;
	struct query query;
	json_t *request; /* the query's views point into it */
	struct query_feed *feeds;
	struct buf answer;
};

struct control {
	struct loop *loop;
	struct clerk *clerk;
	struct control_hooks hooks;
	struct client *clients;
	size_t nclients;
	int fd;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
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
	if (cl->ask != NULL)
		cl->ask->client = NULL;
	loop_unwatch(c->loop, cl->fd);
	close(cl->fd);
	buf_free(&cl->in);
	buf_free(&cl->out);
	free(cl);
}

static void on_client(void *ctx, int fd, uint32_t events);

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
	if (cl->follow)
		loop_watch(cl->control->loop, cl->fd, EPOLLIN | EPOLLRDHUP, on_client, cl);
	else if (cl->ask == NULL)
		drop(cl);
}

static void fail(struct client *cl, const char *why)
{
	struct emit j = emit_to(&cl->out);

	emit_open(&j, '{');
	emit_str(&j, "error", view_of(why));
	emit_close(&j, '}');
	buf_addc(&cl->out, '\n');
	cl->follow = false;
	push(cl);
}

/* --- questions for the clerk -------------------------------------------------------------- */

static void ask_free(struct ask *a)
{
	json_decref(a->request);
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

static void follow_on(struct client *cl);

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
	if (a->query.kind == QUERY_ALERTS)
		cl->last_row = a->query.after;
	ask_free(a);
	if (err != CT_OK) {
		fail(cl, err == CT_EIO ? clerk_error(c->clerk) : ct_strerror(err));
		return;
	}
	if (cl->stale)
		follow_on(cl);
	push(cl);
}

static struct ask *ask_new(struct client *cl, enum query_kind kind)
{
	struct ask *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->task.run = ask_run;
	a->task.done = on_answer;
	a->task.write = kind == QUERY_RETRY || kind == QUERY_FEEDS;
	a->client = cl;
	a->control = cl->control;
	a->query.kind = kind;
	a->query.now = time(NULL);
	a->query.limit = LIMIT_DEFAULT;
	a->answer = BUF_INIT(ANSWER_MAX);
	return a;
}

static void submit(struct client *cl, struct ask *a)
{
	cl->ask = a;
	clerk_submit(cl->control->clerk, &a->task);
}

static void follow_on(struct client *cl)
{
	struct ask *a = ask_new(cl, QUERY_ALERTS);

	cl->stale = false;
	if (a == NULL)
		return;
	a->query.after = cl->last_row;
	a->query.limit = LIMIT_MAX;
	submit(cl, a);
}

void control_alerts(struct control *c)
{
	for (struct client *cl = c->clients; cl != NULL; cl = cl->next) {
		if (!cl->follow)
			continue;
		if (cl->ask != NULL)
			cl->stale = true;
		else
			follow_on(cl);
	}
}

/* --- requests ----------------------------------------------------------------------------- */

static struct view text_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return (struct view){json_string_value(v), json_string_length(v)};
}

static int64_t int_of(const json_t *o, const char *key, int64_t otherwise)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

static int64_t time_of(const json_t *o, const char *key)
{
	struct view v = text_of(o, key);
	int64_t t = v.n > 0 ? rfc3339_parse(v) : CT_TIME_UNKNOWN;

	return t != CT_TIME_UNKNOWN ? t : int_of(o, key, 0);
}

static size_t limit_of(const json_t *o)
{
	int64_t n = int_of(o, "limit", LIMIT_DEFAULT);

	return n < 1 ? 1 : n > LIMIT_MAX ? LIMIT_MAX : (size_t)n;
}

static uint32_t verdicts_of(const json_t *o)
{
	uint32_t bits = 0;
	size_t i;
	json_t *v;

	json_array_foreach(json_object_get(o, "verdicts"), i,
	    v) for (enum ct_verdict k = CT_NEW; k <= CT_RELATED;
		    k++) if (json_is_string(v) &&
			     strcmp(json_string_value(v), ct_verdict_name(k)) == 0) bits |= 1u << k;
	return bits;
}

static const char *prepare_stories(struct ask *a, struct client *cl)
{
	const json_t *o = a->request;

	(void)cl;
	a->query.filter = (struct store_filter){
	    .verdicts = verdicts_of(o),
	    .feed = text_of(o, "feed"),
	    .since = time_of(o, "since"),
	    .until = time_of(o, "until"),
	    .cluster = int_of(o, "cluster", 0),
	    .before = int_of(o, "before", 0),
	    .limit = limit_of(o),
	};
	return NULL;
}

static const char *prepare_id(struct ask *a, struct client *cl)
{
	(void)cl;
	a->query.id = int_of(a->request, "id", 0);
	return a->query.id > 0 ? NULL : "an \"id\" is missing";
}

static const char *prepare_alerts(struct ask *a, struct client *cl)
{
	cl->follow = json_is_true(json_object_get(a->request, "follow"));
	a->query.limit = limit_of(a->request);
	a->query.after = int_of(a->request, "after", 0);
	return NULL;
}

/* The names are copied: a reload may free the configuration meanwhile. */
static const char *prepare_feeds(struct ask *a, struct client *cl)
{
	const struct conf *conf = cl->control->hooks.conf(cl->control->hooks.ctx);
	size_t bytes = 0;

	for (size_t i = 0; i < conf->nfeeds; i++)
		bytes += strlen(conf->feeds[i].name) + strlen(conf->feeds[i].url) + 2;
	a->feeds = malloc((conf->nfeeds + 1) * sizeof(*a->feeds) + bytes);
	if (a->feeds == NULL)
		return "out of memory";
	char *text = (char *)(a->feeds + conf->nfeeds + 1);
	for (size_t i = 0; i < conf->nfeeds; i++) {
		a->feeds[i].name = view_of(text);
		text = stpcpy(text, conf->feeds[i].name) + 1;
		a->feeds[i].name = view_of(a->feeds[i].name.p);
		a->feeds[i].url.p = text;
		text = stpcpy(text, conf->feeds[i].url) + 1;
		a->feeds[i].url = view_of(a->feeds[i].url.p);
	}
	a->query.feeds = a->feeds;
	a->query.nfeeds = conf->nfeeds;
	return NULL;
}

static const char *prepare_nothing(struct ask *a, struct client *cl)
{
	(void)a;
	(void)cl;
	return NULL;
}

static const struct {
	const char *cmd;
	enum query_kind kind;
	const char *(*prepare)(struct ask *a, struct client *cl); /* what is wrong, or NULL */
} commands[] = {
    {"status", QUERY_COUNTS, prepare_nothing},
    {"feeds", QUERY_FEEDS, prepare_feeds},
    {"stories", QUERY_STORIES, prepare_stories},
    {"story", QUERY_STORY, prepare_id},
    {"why", QUERY_WHY, prepare_id},
    {"alerts", QUERY_ALERTS, prepare_alerts},
    {"retry", QUERY_RETRY, prepare_nothing},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void answer_poll(struct client *cl, const json_t *request)
{
	const struct control_hooks *h = &cl->control->hooks;
	size_t n = h->poll(h->ctx, text_of(request, "feed"));

	if (n == SIZE_MAX) {
		fail(cl, "no such feed");
		return;
	}
	buf_addf(&cl->out, "{\"ok\":true,\"feeds\":%zu}\n", n);
	push(cl);
}

static void answer_opml(struct client *cl)
{
	struct buf opml = BUF_INIT(ANSWER_MAX);
	struct emit j = emit_to(&cl->out);

	conf_opml_export(cl->control->hooks.conf(cl->control->hooks.ctx), &opml);
	emit_open(&j, '{');
	emit_str(&j, "opml", buf_view(&opml));
	emit_close(&j, '}');
	buf_addc(&cl->out, '\n');
	buf_free(&opml);
	push(cl);
}

/* Takes over request. */
static void answer(struct client *cl, json_t *request)
{
	struct view cmd = text_of(request, "cmd");
	size_t i = 0;

	while (i < COUNT(commands) && !view_is(cmd, commands[i].cmd))
		i++;
	if (i == COUNT(commands)) {
		if (view_is(cmd, "poll"))
			answer_poll(cl, request);
		else if (view_is(cmd, "opml"))
			answer_opml(cl);
		else
			fail(cl, "no such command");
		json_decref(request);
		return;
	}
	struct ask *a = ask_new(cl, commands[i].kind);
	if (a == NULL) {
		json_decref(request);
		fail(cl, "out of memory");
		return;
	}
	a->request = request;
	const char *wrong = commands[i].prepare(a, cl);
	if (wrong != NULL) {
		ask_free(a);
		fail(cl, wrong);
		return;
	}
	submit(cl, a);
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
		loop_watch(cl->control->loop, fd, 0, on_client, cl);
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
	json_t *request = json_loadb(cl->in.p, line, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(request)) {
		answer(cl, request);
	} else {
		json_decref(request);
		fail(cl, "a request is one JSON object on a line");
	}
}

/* --- the socket --------------------------------------------------------------------------- */

static void on_accept(void *ctx, int fd, uint32_t events)
{
	struct control *c = ctx;
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *cl = client >= 0 && c->nclients < CLIENTS ? calloc(1, sizeof(*cl)) : NULL;

	(void)events;
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

/* Is somebody listening there? */
static bool alive(const struct sockaddr_un *sun)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes = fd >= 0 && connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) == 0;

	if (fd >= 0)
		close(fd);
	return yes;
}

static const char *listen_at(const struct sockaddr_un *sun, int *out)
{
	if (alive(sun))
		return "another copytasterd is running there";
	struct stat sb;
	if (lstat(sun->sun_path, &sb) == 0 && !S_ISSOCK(sb.st_mode))
		return "something that is no socket stands there";
	unlink(sun->sun_path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return "no socket to be had";
	mode_t mask = umask(0117); /* user and group may ask */
	int rc = bind(fd, (const struct sockaddr *)sun, sizeof(*sun));
	umask(mask);
	if (rc != 0 || listen(fd, CLIENTS) != 0) {
		close(fd);
		return "cannot be made there";
	}
	*out = fd;
	return NULL;
}

enum ct_err control_new(struct loop *l, struct clerk *clerk, const char *path,
    const struct control_hooks *hooks, struct control **out, const char **why)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	struct control *c = calloc(1, sizeof(*c));

	*why = "out of memory";
	if (c == NULL)
		return CT_ENOMEM;
	*why = "the path is too long";
	if (strlen(path) >= sizeof(sun.sun_path)) {
		free(c);
		return CT_EINVAL;
	}
	memcpy(sun.sun_path, path, strlen(path));
	memcpy(c->path, path, strlen(path));
	c->loop = l;
	c->clerk = clerk;
	c->hooks = *hooks;
	*why = listen_at(&sun, &c->fd);
	if (*why == NULL && loop_watch(l, c->fd, EPOLLIN, on_accept, c) == CT_OK) {
		*out = c;
		return CT_OK;
	}
	if (*why == NULL)
		close(c->fd);
	free(c);
	return CT_EIO;
}

void control_free(struct control *c)
{
	if (c == NULL)
		return;
	while (c->clients != NULL)
		drop(c->clients);
	loop_unwatch(c->loop, c->fd);
	close(c->fd);
	unlink(c->path);
	free(c);
}

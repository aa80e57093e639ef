/* What a client asks, and the answers: our own at once, the store's from the clerk. */
#include <stdlib.h>
#include <time.h>

#include "command.h"
#include "control_int.h"
#include "emit.h"

#define FOLLOWERS 48                    /* of the clients */
#define FOLLOW_MAX 100000               /* alerts told at once, */
#define FOLLOW_BYTES ((size_t)64 << 10) /* or so much; the rest once that is read */
#define STARTING "still starting, ask again"

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

/* --- questions for the clerk -------------------------------------------------------------- */

static void ask_free(struct ask *a)
{
	command_free(&a->command);
	free(a->feeds);
	buf_free(&a->answer);
	free(a);
}

void control_ask_forget(struct client *cl)
{
	if (cl->ask != NULL)
		cl->ask->client = NULL;
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
		control_fail(cl, err == CT_EIO ? clerk_error(c->clerk) : ct_strerror(err));
		return;
	}
	control_push(cl);
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
	a->answer = BUF_INIT(CONTROL_ANSWER_MAX);
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

void control_ask_follow(struct client *cl)
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
			control_ask_follow(cl);
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
		control_fail(cl, early  ? STARTING
				 : many ? "too many follow already"
					: "out of memory");
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
			control_fail(cl, "out of memory");
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
		control_fail(cl, "no such feed");
		return;
	}
	buf_addf(&cl->out, "{\"ok\":true,\"feeds\":%zu}\n", n);
	control_push(cl);
}

static void answer_opml(struct client *cl, struct command *cmd)
{
	const struct control_hooks *h = &cl->control->hooks;
	const struct conf *conf = h->conf(h->ctx);
	struct buf opml = BUF_INIT(CONTROL_ANSWER_MAX);
	struct emit e = emit_to(&cl->out);

	command_free(cmd);
	if (conf == NULL) {
		control_fail(cl, STARTING);
		return;
	}
	conf_opml_export(conf, &opml);
	if (opml.err != CT_OK) {
		enum ct_err err = opml.err;

		buf_free(&opml);
		control_fail(cl, ct_strerror(err));
		return;
	}
	emit_open(&e, '{');
	emit_str(&e, "opml", buf_view(&opml));
	emit_close(&e, '}');
	buf_addc(&cl->out, '\n');
	buf_free(&opml);
	control_push(cl);
}

void control_ask(struct client *cl, struct view line)
{
	static void (*const answers[])(struct client *, struct command *) = {
	    [COMMAND_QUERY] = answer_query,
	    [COMMAND_POLL] = answer_poll,
	    [COMMAND_OPML] = answer_opml,
	};
	struct command cmd = {0};
	const char *wrong = command_parse(line, &cmd);

	if (wrong != NULL)
		control_fail(cl, wrong);
	else
		answers[cmd.kind](cl, &cmd);
}

/* copytaster feeds: each feed's state, last error and next poll. */
#include "ask.h"
#include "cli.h"
#include "plain.h"
#include "wrap.h"

static const char usage[] =
    "usage: copytaster feeds [--failing] [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Lists the feeds: state, stories, when polled last and next, what is wrong.\n"
    "\n"
    "      --failing      only those that are not ok\n" ASK_HELP;

struct list {
	bool failing;
	size_t shown;
};

static bool is_ok(const json_t *o)
{
	return view_is(plain_raw(o, "state"), "ok");
}

static void add_state(struct ask *a, const json_t *o, struct buf *out)
{
	struct buf cell = BUF_INIT(4096);
	struct view state = plain_raw(o, "state");
	plain_cell(&cell, state.n > 0 ? state : view_of("not polled"), 12, true);
	wrap_styled(out,
	    !a->opts.colour || state.n == 0 ? WRAP_PLAIN
	    : is_ok(o)                      ? WRAP_GREEN
					    : WRAP_RED,
	    cell.p != NULL ? cell.p : "");
	buf_free(&cell);
}

static void add_detail(
    struct ask *a, const json_t *o, const char *what, const char *key, struct buf *out)
{
	struct view v = plain_raw(o, key);
	if (v.n == 0)
		return;
	buf_adds(out, "    ");
	buf_adds(out, what);
	plain_cell(out, v, a->opts.width > 40 ? a->opts.width - 20 : 20, false);
	buf_addc(out, '\n');
}

static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	struct list *l = ctx;
	size_t name = a->opts.width > 110 ? 40 : 28;
	if (l->failing && is_ok(o))
		return;
	l->shown++;
	add_state(a, o, out);
	buf_addc(out, ' ');
	plain_cell(out, plain_raw(o, "name"), name, true);
	buf_addf(out, " %6lld stories, polled ",
	    (long long)json_integer_value(json_object_get(o, "stories")));
	ask_add_time(a, out, o, "last_poll");
	buf_adds(out, ", next ");
	ask_add_time(a, out, o, "next_poll");
	buf_addc(out, '\n');
	if (!is_ok(o))
		add_detail(a, o, "", "last_error", out);
	add_detail(a, o, "has moved to ", "moved_url", out);
}

int cmd_feeds(int argc, char **argv)
{
	static const struct option options[] = {
	    {"failing", no_argument, NULL, 'f'}, ASK_OPTIONS, {NULL, 0, NULL, 0}};
	struct ask a = ask_new(usage);
	struct list l = {0};
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;)
		if (c == 'f')
			l.failing = true;
		else if (!ask_option(&a, c))
			return a.status;
	if (!ask_arguments(&a, argc, 0, 0))
		return a.status;
	if (l.failing && a.json)
		return cli_trouble("--failing and --json do not go together; filter by \"state\"");
	int status = ask_run(&a, json_pack("{s:s}", "cmd", "feeds"), show, &l);
	return status == 0 && !a.json && l.shown == 0 ? 1 : status;
}

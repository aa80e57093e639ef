/* copytaster feeds: each feed's state, last error and next poll. */
#include "ago.h"
#include "ask.h"
#include "cli.h"
#include "plain.h"
#include "rfc3339.h"
#include "wrap.h"

static const char usage[] =
    "usage: copytaster feeds [--failing] [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Lists the feeds: state, stories, when polled last and next, what is wrong.\n"
    "\n"
    "      --failing      only those that are not ok\n" ASK_HELP;

/* Widths of the columns but the names'. */
enum { STATE = 12, STORIES = 7, TIME = 14, NAME_MIN = 12, NAME_MAX_COLUMNS = 40, NARROW = 66 };

static bool is_ok(const json_t *o)
{
	return view_is(plain_raw(o, "state"), "ok");
}

static bool is_failing(const json_t *o)
{
	return !is_ok(o);
}

static void add_state(struct ask *a, const json_t *o, struct buf *out)
{
	struct buf cell = BUF_INIT(4096);
	struct view state = plain_raw(o, "state");
	plain_cell(&cell, state.n > 0 ? state : view_of("not polled"), STATE, true);
	wrap_styled(out,
	    !a->opts.colour || state.n == 0 ? WRAP_PLAIN
	    : is_ok(o)                      ? WRAP_GREEN
					    : WRAP_RED,
	    cell.p != NULL ? cell.p : "");
	buf_free(&cell);
}

static void add_error(struct ask *a, const json_t *o, struct buf *out)
{
	enum { INDENT = 4 };
	struct wrap w;
	wrap_text(&w, plain_raw(o, "last_error"), a->opts.width - INDENT, NULL, NULL);
	for (size_t i = 0; i < w.n; i++) {
		buf_adds(out, "    ");
		wrap_add_line(&w, i, 0, out);
		buf_addc(out, '\n');
	}
	wrap_free(&w);
}

/* Whole, however long: somebody wants to copy it. */
static void add_moved(const json_t *o, struct buf *out)
{
	if (plain_raw(o, "moved_url").n == 0)
		return;
	buf_adds(out, "    has moved to ");
	plain_add_key(out, o, "moved_url");
	buf_addc(out, '\n');
}

static size_t name_columns(const struct ask *a)
{
	bool narrow = a->opts.width < NARROW;
	size_t others = STATE + 1 + 1 + (narrow ? 0 : STORIES + 2) + TIME + 2 + TIME;
	size_t left = a->opts.width > others ? a->opts.width - others : 0;
	return left < NAME_MIN ? NAME_MIN : left > NAME_MAX_COLUMNS ? NAME_MAX_COLUMNS : left;
}

static void add_head(struct ask *a, struct buf *out)
{
	struct buf head = BUF_INIT(512);
	plain_cell(&head, view_of("state"), STATE, true);
	buf_addc(&head, ' ');
	plain_cell(&head, view_of("feed"), name_columns(a), true);
	buf_adds(&head, a->opts.width < NARROW ? " " : " stories  ");
	plain_cell(&head, view_of("polled"), TIME, true);
	buf_adds(&head, "  next");
	wrap_styled(out, a->opts.colour ? WRAP_BOLD : WRAP_PLAIN, head.p != NULL ? head.p : "");
	buf_addc(out, '\n');
	buf_free(&head);
}

static void add_times(struct ask *a, const json_t *o, struct buf *out)
{
	struct buf polled = BUF_INIT(256);
	int64_t next = rfc3339_parse(plain_raw(o, "next_poll"));
	ask_add_time(a, &polled, o, "last_poll");
	plain_cell(out, buf_view(&polled), TIME, true);
	buf_adds(out, "  ");
	if (next != CT_TIME_UNKNOWN && next <= a->now + 1)
		buf_adds(out, "now");
	else
		ago_add(out, a->now, next);
	buf_free(&polled);
}

static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	bool *headed = ctx;
	if (!*headed)
		add_head(a, out);
	*headed = true;
	add_state(a, o, out);
	buf_addc(out, ' ');
	plain_cell(out, plain_raw(o, "name"), name_columns(a), true);
	buf_addc(out, ' ');
	if (a->opts.width >= NARROW)
		buf_addf(
		    out, "%7lld  ", (long long)json_integer_value(json_object_get(o, "stories")));
	add_times(a, o, out);
	buf_addc(out, '\n');
	if (!is_ok(o))
		add_error(a, o, out);
	add_moved(o, out);
}

int cmd_feeds(int argc, char **argv)
{
	static const struct option options[] = {
	    {"failing", no_argument, NULL, 'f'}, ASK_OPTIONS, {NULL, 0, NULL, 0}};
	struct ask a = ask_new(usage);
	bool headed = false;
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;)
		if (c == 'f')
			a.wanted = is_failing;
		else if (!ask_option(&a, c))
			return a.status;
	if (!ask_arguments(&a, argc, 0, 0))
		return a.status;
	return ask_run(&a, json_pack("{s:s}", "cmd", "feeds"), show, &headed);
}

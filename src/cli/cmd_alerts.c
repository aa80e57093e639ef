/* copytaster alerts: the latest alerts, and with --follow those to come. */
#include "ask.h"
#include "cli.h"
#include "plain.h"
#include "storyline.h"

static const char usage[] =
    "usage: copytaster alerts [--follow] [-n N] [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Shows the latest alerts, oldest first.\n"
    "\n"
    "  -f, --follow       and go on with those that are made from now on\n"
    "  -n, --limit N      at most so many of the latest (20)\n" ASK_HELP;

static void add_origin(struct ask *a, const json_t *of, struct buf *out)
{
	struct buf line = BUF_INIT((size_t)1 << 20);
	if (!json_is_object(of))
		return;
	buf_addf(&line, "of %lld  ", (long long)json_integer_value(json_object_get(of, "id")));
	plain_add_key(&line, of, "feed");
	buf_adds(&line, ": ");
	plain_add_key(&line, of, "title");
	buf_adds(out, "          ");
	plain_cell(out, buf_view(&line), a->opts.width - 10, false);
	buf_addc(out, '\n');
	buf_free(&line);
}

static void add_reason(struct ask *a, const json_t *evidence, struct buf *out)
{
	const json_t *first = json_array_get(json_object_get(evidence, "reasons"), 0);
	if (!json_is_string(first))
		return;
	buf_adds(out, "          ");
	plain_cell(out, (struct view){json_string_value(first), json_string_length(first)},
	    a->opts.width - 10, false);
	buf_addc(out, '\n');
}

/* An alert has its story's parts in places of their own: put them in one row. */
static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	(void)ctx;
	const json_t *story = json_object_get(o, "story");
	json_t *row = json_copy((json_t *)(uintptr_t)story);
	json_object_set(row, "verdict", json_object_get(o, "verdict"));
	json_object_set(row, "score", json_object_get(o, "score"));
	json_object_set(row, "seen", json_object_get(o, "time"));
	storyline_add(a, row, out);
	json_decref(row);
	add_origin(a, json_object_get(o, "of"), out);
	add_reason(a, json_object_get(o, "evidence"), out);
}

int cmd_alerts(int argc, char **argv)
{
	static const struct option options[] = {{"follow", no_argument, NULL, 'f'},
	    {"limit", required_argument, NULL, 'n'}, ASK_OPTIONS, {NULL, 0, NULL, 0}};
	struct ask a = ask_new(usage);
	bool follow = false;
	int64_t limit = 20;
	for (int c; (c = getopt_long(argc, argv, "c:fhn:", options, NULL)) != -1;) {
		if (c == 'f')
			follow = true;
		else if (c == 'n')
			limit = ask_id(optarg);
		else if (!ask_option(&a, c))
			return a.status;
		if (limit == 0)
			return cli_trouble("--limit takes a number, not \"%s\"", optarg);
	}
	if (!ask_arguments(&a, argc, 0, 0))
		return a.status;
	if (follow)
		a.wait = 0;
	return ask_run(&a,
	    json_pack(
		"{s:s, s:I, s:b}", "cmd", "alerts", "limit", (json_int_t)limit, "follow", follow),
	    show, NULL);
}

/* copytaster status: how the daemon does. */
#include "ago.h"
#include "ask.h"
#include "cli.h"
#include "plain.h"
#include "printable.h"
#include "wrap.h"

static const char usage[] =
    "usage: copytaster status [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Tells how the daemon does: feeds, stories by verdict, alerts, store, what waits.\n"
    "\n" ASK_HELP;

static long long number(const json_t *o, const char *group, const char *key)
{
	return (long long)json_integer_value(json_object_get(json_object_get(o, group), key));
}

/* why may have several lines, one an error. */
static void warn(struct ask *a, struct buf *out, const char *what, struct view why)
{
	if (why.n == 0)
		return;
	wrap_styled(out, a->opts.colour ? WRAP_RED : WRAP_PLAIN, what);
	buf_addc(out, '\n');
	while (why.n > 0) {
		struct view line = view_sub(why, 0, view_chr(why, '\n'));
		why = view_sub(why, line.n + 1, SIZE_MAX);
		buf_adds(out, "  ");
		printable_add(out, line);
		buf_addc(out, '\n');
	}
}

static void show_store(struct ask *a, const json_t *o, struct buf *out)
{
	(void)a;
	buf_adds(out, "store     ");
	plain_add_key(out, json_object_get(o, "store"), "path");
	buf_adds(out, ", ");
	ago_bytes(out, number(o, "store", "bytes"));
	buf_addf(out, ", %lld index segments\n", number(o, "store", "segments"));
}

static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	(void)ctx;
	buf_adds(out, "copytasterd ");
	plain_add_key(out, o, "version");
	buf_addf(out, ", process %lld, up for ",
	    (long long)json_integer_value(json_object_get(o, "pid")));
	ago_span(out, json_integer_value(json_object_get(o, "uptime_seconds")));
	buf_addf(out, "\nfeeds     %lld: %lld ok, %lld failing, %lld polled right now\n",
	    number(o, "feeds", "configured"), number(o, "feeds", "ok"),
	    number(o, "feeds", "failing"), number(o, "feeds", "polling"));
	buf_addf(out,
	    "stories   %lld: %lld new, %lld updated, %lld republished, %lld rewritten, %lld "
	    "related; %lld corrected since\n",
	    number(o, "stories", "total"), number(o, "stories", "new"),
	    number(o, "stories", "updated"), number(o, "stories", "republished"),
	    number(o, "stories", "rewritten"), number(o, "stories", "related"),
	    number(o, "stories", "corrected"));
	buf_addf(out, "alerts    %lld: %lld to be delivered, %lld dead%s\n",
	    number(o, "alerts", "total"), number(o, "alerts", "pending"),
	    number(o, "alerts", "dead"),
	    number(o, "alerts", "dead") > 0 ? " (copytaster retry tries them again)" : "");
	show_store(a, o, out);
	buf_addf(out,
	    "queue     %lld wait for a turn, %lld being fetched, %lld parsed, %lld judged\n",
	    number(o, "queue", "waiting"), number(o, "queue", "fetching"),
	    number(o, "queue", "parsing"), number(o, "queue", "judging"));
	if (number(o, "queue", "pages") > 0)
		buf_addf(
		    out, "pages     %lld entries wait for theirs\n", number(o, "queue", "pages"));
	buf_addf(out, "workers   %lld running; %lld died since the start\n",
	    number(o, "workers", "running"), number(o, "workers", "deaths"));
	buf_adds(out, "config    ");
	plain_add_key(out, json_object_get(o, "config"), "path");
	buf_adds(out, ", read ");
	ask_add_time(a, out, json_object_get(o, "config"), "loaded");
	buf_addc(out, '\n');
	warn(a, out,
	    "the new configuration was refused:", plain_raw(json_object_get(o, "config"), "error"));
	warn(a, out, "the index:", plain_raw(json_object_get(o, "store"), "error"));
	warn(a, out, "degraded:", plain_raw(o, "degraded"));
}

int cmd_status(int argc, char **argv)
{
	static const struct option options[] = {ASK_OPTIONS, {NULL, 0, NULL, 0}};
	struct ask a = ask_new(usage);
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;)
		if (!ask_option(&a, c))
			return a.status;
	if (!ask_arguments(&a, argc, 0, 0))
		return a.status;
	return ask_run(&a, json_pack("{s:s}", "cmd", "status"), show, NULL);
}

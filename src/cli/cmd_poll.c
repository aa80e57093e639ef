/* copytaster poll and retry: what is due later, now. */
#include "ask.h"
#include "cli.h"

static const char poll_usage[] =
    "usage: copytaster poll [FEED] [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Has this feed polled now, or all.\n"
    "\n" ASK_HELP;

static const char retry_usage[] = "usage: copytaster retry [--json] [-c FILE | --socket PATH]\n"
				  "\n"
				  "Has alerts delivered again that were set aside as dead.\n"
				  "\n" ASK_HELP;

static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	const char *what = ctx;
	long long n = (long long)json_integer_value(json_object_get(o, what));
	(void)a;
	buf_addf(out, "%lld %.*s%s\n", n, (int)strlen(what) - 1, what, n == 1 ? "" : "s");
}

static int run(struct ask *a, int argc, char **argv, int max, const char *cmd, char *what)
{
	static const struct option options[] = {ASK_OPTIONS, {NULL, 0, NULL, 0}};
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;)
		if (!ask_option(a, c))
			return a->status;
	if (!ask_arguments(a, argc, 0, max))
		return a->status;
	json_t *request = json_pack("{s:s}", "cmd", cmd);
	if (request != NULL && optind < argc &&
	    json_object_set_new(request, "feed", json_string(argv[optind])) != 0) {
		json_decref(request);
		return cli_trouble("a feed's name is not valid UTF-8");
	}
	return ask_run(a, request, show, what);
}

int cmd_poll(int argc, char **argv)
{
	struct ask a = ask_new(poll_usage);
	char what[] = "feeds";
	return run(&a, argc, argv, 1, "poll", what);
}

int cmd_retry(int argc, char **argv)
{
	struct ask a = ask_new(retry_usage);
	char what[] = "alerts";
	return run(&a, argc, argv, 0, "retry", what);
}

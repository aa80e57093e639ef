/* copytaster story and why: one story, and why it has its verdict. */
#include <stdio.h>
#include <stdlib.h>

#include "ago.h"
#include "ask.h"
#include "cli.h"
#include "plain.h"
#include "storyline.h"
#include "wrap.h"

static const char story_usage[] =
    "usage: copytaster story ID [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Shows a story: where it comes from, its text, its versions, its cluster.\n"
    "\n" ASK_HELP;

static const char why_usage[] =
    "usage: copytaster why ID [--json] [-c FILE | --socket PATH]\n"
    "\n"
    "Shows why a story has its verdict: the sentences that it has from an earlier\n"
    "one side by side, numbers and names kept and changed, what is only in it.\n"
    "\n" ASK_HELP;

/* What came of an original that was seen after its copy; indented. */
static void add_corrections(struct ask *a, const json_t *o, struct buf *out)
{
	const json_t *was = json_object_get(o, "corrected"), *v;
	const json_t *list = json_object_get(o, "corrects");
	size_t i;
	if (json_is_object(was)) {
		buf_adds(out, "  corrected ");
		ask_add_time(a, out, was, "time");
		buf_adds(out, ": it was ");
		plain_add_key(out, was, "verdict");
		buf_addf(out, " until story %lld came, its original\n",
		    (long long)json_integer_value(json_object_get(was, "by")));
	}
	json_array_foreach(list, i, v)
	    buf_addf(out, "  original  of story %lld, which was seen before it\n",
		(long long)json_integer_value(v));
}

/* --- story -------------------------------------------------------------------- */

static void add_text(struct ask *a, struct view text, struct buf *out)
{
	while (text.n > 0) {
		struct view line = view_sub(text, 0, view_chr(text, '\n'));
		struct wrap w;
		text = view_sub(text, line.n + 1, SIZE_MAX);
		wrap_text(&w, line, a->opts.width < 80 ? a->opts.width : 80, NULL, NULL);
		for (size_t i = 0; i < w.n; i++) {
			wrap_add_line(&w, i, 0, out);
			buf_addc(out, '\n');
		}
		if (w.n == 0)
			buf_addc(out, '\n');
		wrap_free(&w);
	}
}

static void add_list(
    struct ask *a, const json_t *o, const char *key, const char *title, struct buf *out)
{
	const json_t *list = json_object_get(o, key), *v;
	size_t i;
	if (json_array_size(list) < 2) /* itself */
		return;
	buf_addf(out, "\n%s\n", title);
	json_array_foreach(list, i, v) storyline_add(a, v, out);
}

static void add_words(const json_t *o, const char *key, struct buf *out)
{
	const json_t *list = json_object_get(o, key), *v;
	size_t i;
	if (json_array_size(list) == 0)
		return;
	buf_addf(out, "  %-10s", key);
	json_array_foreach(list, i, v)
	{
		buf_adds(out, i > 0 ? ", " : "");
		plain_cell(
		    out, (struct view){json_string_value(v), json_string_length(v)}, 60, false);
	}
	buf_addc(out, '\n');
}

static void show_story(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	(void)ctx;
	struct view verdict = plain_raw(o, "verdict");
	char name[16];
	snprintf(name, sizeof(name), "%.*s", verdict.n < 15 ? (int)verdict.n : 15,
	    verdict.n > 0 ? verdict.p : "");
	storyline_add_card(a, "Story", o, out);
	add_words(o, "authors", out);
	add_words(o, "tags", out);
	buf_adds(out, "  verdict   ");
	render_verdict_name(out, name, &a->opts);
	buf_addf(out, ", score %.2f", json_number_value(json_object_get(o, "score")));
	long long of = (long long)json_integer_value(json_object_get(o, "of"));
	if (of > 0)
		buf_addf(out, ", of story %lld", of);
	buf_addc(out, '\n');
	add_corrections(a, o, out);
	buf_addc(out, '\n');
	add_text(a, plain_raw(o, "text"), out);
	add_list(a, o, "versions", "Versions", out);
	add_list(a, o, "cluster_stories", "The same event", out);
}

/* --- why ------------------------------------------------------------------------ */

static void add_lag(const json_t *o, struct buf *out)
{
	const json_t *lag = json_object_get(o, "lag_seconds");
	long long n = (long long)json_integer_value(lag);
	if (!json_is_integer(lag) || n == 0)
		return;
	buf_adds(out, "  ");
	ago_span(out, n < 0 ? -n : n);
	buf_adds(out, n < 0 ? " before story " : " after story ");
	buf_addf(out, "%lld\n",
	    (long long)json_integer_value(json_object_get(json_object_get(o, "of"), "id")));
}

static void show_why(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	(void)ctx;
	struct buf verdict = BUF_INIT(256);
	plain_add_key(&verdict, o, "verdict");
	storyline_add_card(a, "Story", json_object_get(o, "story"), out);
	if (json_is_object(json_object_get(o, "of"))) {
		buf_addc(out, '\n');
		storyline_add_card(a, "The earlier story", json_object_get(o, "of"), out);
	}
	if (json_is_object(json_object_get(o, "nearest"))) {
		buf_addc(out, '\n');
		bool original = json_array_size(json_object_get(o, "corrects")) > 0;
		storyline_add_card(a,
		    original ? "Its copy, seen before it: story"
			     : "Not its source, but the nearest: story",
		    json_object_get(o, "nearest"), out);
	}
	buf_addc(out, '\n');
	render_verdict(out, verdict.p != NULL ? verdict.p : "",
	    json_number_value(json_object_get(o, "score")), &a->opts);
	add_lag(o, out);
	add_corrections(a, o, out);
	render_evidence(out, json_object_get(o, "evidence"), &a->opts);
	buf_free(&verdict);
}

static int run(int argc, char **argv, const char *cmd, const char *usage, ask_show_fn *show)
{
	static const struct option options[] = {ASK_OPTIONS, {NULL, 0, NULL, 0}};
	struct ask a = ask_new(usage);
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;)
		if (!ask_option(&a, c))
			return a.status;
	if (!ask_arguments(&a, argc, 1, 1))
		return a.status;
	int64_t id = ask_id(argv[optind]);
	if (id == 0)
		return cli_trouble("%s takes a story's number, not \"%s\"", cmd, argv[optind]);
	return ask_run(&a, json_pack("{s:s, s:I}", "cmd", cmd, "id", (json_int_t)id), show, NULL);
}

int cmd_story(int argc, char **argv)
{
	return run(argc, argv, "story", story_usage, show_story);
}

int cmd_why(int argc, char **argv)
{
	return run(argc, argv, "why", why_usage, show_why);
}

/* copytaster stories: what was judged lately, newest first. */
#include <stdio.h>
#include <stdlib.h>

#include "ago.h"
#include "ask.h"
#include "cli.h"
#include "rfc3339.h"
#include "storyline.h"

static const char usage[] =
    "usage: copytaster stories [--verdict V,...] [--feed NAME] [--since TIME] ...\n"
    "\n"
    "Lists stories, newest first: number, verdict, score, when seen, feed, title.\n"
    "\n"
    "      --verdict V,V  only these: new updated republished rewritten related\n"
    "      --feed NAME    only this feed's\n"
    "      --since TIME   seen at or after: 2026-11-22, an RFC 3339 time, or 2h, 3d\n"
    "      --until TIME   seen before\n"
    "      --cluster N    only those that tell of the event of this cluster\n"
    "      --before ID    only those with smaller numbers: the next page\n"
    "  -n, --limit N      at most so many (50)\n" ASK_HELP;

/* "new,rewritten" as an array; false (told) where one is no verdict. */
static bool set_verdicts(json_t *request, const char *text)
{
	json_t *list = json_array();
	struct view rest = view_of(text);
	do {
		struct view one = view_sub(rest, 0, view_chr(rest, ','));
		int v = CT_NEW;
		rest = view_sub(rest, one.n + 1, SIZE_MAX);
		while (v <= CT_RELATED && !view_is(one, ct_verdict_name((enum ct_verdict)v)))
			v++;
		if (v > CT_RELATED) {
			cli_trouble("\"%.*s\" is no verdict: new, updated, republished, rewritten, "
				    "related",
			    (int)one.n, one.p);
			json_decref(list);
			return false;
		}
		json_array_append_new(list, json_stringn(one.p, one.n));
	} while (rest.n > 0);
	json_object_set_new(request, "verdicts", list);
	return true;
}

static bool set_time(struct ask *a, json_t *request, const char *key, const char *text)
{
	char out[RFC3339_SIZE];
	int64_t t = ago_parse(view_of(text), a->now);
	if (t == CT_TIME_UNKNOWN) {
		cli_trouble("\"%s\" is no time: 2026-11-22, 2026-11-22T10:00:00Z, or 2h, 3d", text);
		return false;
	}
	json_object_set_new(request, key, json_string(rfc3339_format(t, out)));
	return true;
}

static bool set_number(json_t *request, const char *key, const char *text)
{
	int64_t n = ask_id(text);
	if (n == 0) {
		cli_trouble("--%s takes a number, not \"%s\"", key, text);
		return false;
	}
	json_object_set_new(request, key, json_integer(n));
	return true;
}

static bool set(struct ask *a, json_t *request, int c, const char *text)
{
	switch (c) {
	case 'v':
		return set_verdicts(request, text);
	case 'f':
		if (json_object_set_new(request, "feed", json_string(text)) == 0)
			return true;
		cli_trouble("a feed's name is not valid UTF-8");
		return false;
	case 's':
		return set_time(a, request, "since", text);
	case 'u':
		return set_time(a, request, "until", text);
	case 'C':
		return set_number(request, "cluster", text);
	case 'b':
		return set_number(request, "before", text);
	default:
		return set_number(request, "limit", text);
	}
}

static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	(void)ctx;
	storyline_add(a, o, out);
}

int cmd_stories(int argc, char **argv)
{
	static const struct option options[] = {
	    {"verdict", required_argument, NULL, 'v'},
	    {"feed", required_argument, NULL, 'f'},
	    {"since", required_argument, NULL, 's'},
	    {"until", required_argument, NULL, 'u'},
	    {"cluster", required_argument, NULL, 'C'},
	    {"before", required_argument, NULL, 'b'},
	    {"limit", required_argument, NULL, 'n'},
	    ASK_OPTIONS,
	    {NULL, 0, NULL, 0},
	};
	struct ask a = ask_new(usage);
	json_t *request = json_pack("{s:s}", "cmd", "stories");
	for (int c; (c = getopt_long(argc, argv, "c:hn:", options, NULL)) != -1;) {
		bool own = c != '?' && strchr("vfsuCbn", c) != NULL;
		if (own && !set(&a, request, c, optarg))
			a.status = 2;
		if (own ? a.status == 2 : !ask_option(&a, c)) {
			json_decref(request);
			return a.status;
		}
	}
	if (!ask_arguments(&a, argc, 0, 0)) {
		json_decref(request);
		return a.status;
	}
	return ask_run(&a, request, show, NULL);
}

/* copytaster compare: two texts or pages -> verdict on B given A, with evidence. */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "emit.h"
#include "html.h"
#include "judge.h"
#include "page.h"
#include "render.h"
#include "verdict.h"

#define FILE_MAX ((size_t)32 << 20)

static const char usage[] =
    "usage: copytaster compare [--json] A B\n"
    "\n"
    "Judges text or HTML page B given A, the earlier one, and shows why: the\n"
    "sentences that correspond side by side, with the words that they share.\n"
    "Of a page its main article counts.\n"
    "One of them may be -, standard input.\n"
    "\n"
    "      --json  print one JSON object {\"verdict\",\"score\",\"evidence\"}\n"
    "  -h, --help  print this\n"
    "\n"
    "Exit status: 0 B derives from A (republished or rewritten), 1 it does not,\n"
    "2 trouble.\n";

static bool is_html(struct view v)
{
	struct view head = view_trim(view_sub(v, 0, 1024));

	if (view_starts(head, VIEW_LIT("\xEF\xBB\xBF")))
		head = view_trim(view_sub(head, 3, SIZE_MAX));
	if (head.n < 2 || head.p[0] != '<')
		return false;
	char c = head.p[1];
	return c == '!' || c == '?' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A page is its article; where it has none, all that stands on it. */
static enum ct_err page_text(struct view html, struct buf *out)
{
	struct page *page = NULL;
	const char *what;
	const struct view none = {NULL, 0};
	enum ct_err err = page_read(html, none, none, &page, &what);

	if (err == CT_OK)
		buf_addv(out, page->text);
	else if (err == CT_EINVAL)
		html_to_text(out, html);
	else
		return err;
	page_free(page);
	return out->err;
}

/* The text of a file, plain. */
static bool read_text(const char *path, struct buf *out)
{
	struct buf text = BUF_INIT(FILE_MAX);
	const char *wrong = NULL;

	if (!cli_read(path, FILE_MAX, out))
		return false;
	if (view_chr(buf_view(out), '\0') != SIZE_MAX) {
		wrong = "binary data, not UTF-8 text or HTML";
	} else if (is_html(buf_view(out))) {
		enum ct_err err = page_text(buf_view(out), &text);
		buf_free(out);
		*out = text;
		out->err = err;
	}
	if (wrong == NULL && out->err != CT_OK)
		wrong = ct_strerror(out->err);
	else if (wrong == NULL && view_trim(buf_view(out)).n == 0)
		wrong = "there is no text in it";
	if (wrong == NULL)
		return true;
	cli_trouble("%s: %s", strcmp(path, "-") == 0 ? "standard input" : path, wrong);
	buf_free(out);
	return false;
}

static enum ct_err judge(struct view a, struct view b, struct judgement *out)
{
	const struct ct_story earlier = {.text = a, .published = CT_TIME_UNKNOWN};
	const struct ct_story story = {.text = b, .published = CT_TIME_UNKNOWN};
	struct judge *j = judge_new(NULL);

	if (j == NULL)
		return CT_ENOMEM;
	enum ct_err err = judge_pair(j, &story, 0, &earlier, out);
	judge_free(j);
	return err;
}

static bool print_json(const struct judgement *j)
{
	struct buf out = BUF_INIT(FILE_MAX);
	struct emit e = emit_to(&out);

	emit_open(&e, '{');
	emit_str(&e, "verdict", view_of(ct_verdict_name(j->verdict)));
	emit_num(&e, "score", j->score, 4);
	emit_raw(&e, "evidence", buf_view(&j->evidence));
	emit_close(&e, '}');
	buf_addc(&out, '\n');
	bool ok = cli_write(&out);
	buf_free(&out);
	return ok;
}

static bool print_for_people(const struct judgement *j)
{
	const struct render_opts opts = render_opts_of(stdout);
	json_t *evidence = json_loadb(j->evidence.p, j->evidence.n, JSON_ALLOW_NUL, NULL);

	if (evidence == NULL) {
		cli_trouble("the evidence cannot be read");
		return false;
	}
	render_verdict(stdout, ct_verdict_name(j->verdict), j->score, &opts);
	render_evidence(stdout, evidence, &opts);
	json_decref(evidence);
	return cli_write(&(struct buf){0});
}

static int compare(const char *path_a, const char *path_b, bool json)
{
	struct judgement j = {0};
	struct buf a, b;

	if (!read_text(path_a, &a))
		return 2;
	if (!read_text(path_b, &b)) {
		buf_free(&a);
		return 2;
	}
	enum ct_err err = judge(buf_view(&a), buf_view(&b), &j);
	buf_free(&a);
	buf_free(&b);
	if (err != CT_OK)
		return cli_trouble("%s", ct_strerror(err));
	bool ok = json ? print_json(&j) : print_for_people(&j);
	bool copy = verdict_is_copy(j.verdict);
	judgement_free(&j);
	return !ok ? 2 : copy ? 0 : 1;
}

int cmd_compare(int argc, char **argv)
{
	bool json = false;
	int status = 0;
	const struct cli_option options[] = {
	    {"json", NULL, &json},
	    {NULL, NULL, NULL},
	};

	if (!cli_options(argc, argv, usage, options, &status))
		return status;
	if (argc - optind != 2)
		return cli_trouble("compare takes two files: the earlier one, then the story");
	if (strcmp(argv[optind], "-") == 0 && strcmp(argv[optind + 1], "-") == 0)
		return cli_trouble("only one of the two can be standard input");
	return compare(argv[optind], argv[optind + 1], json);
}

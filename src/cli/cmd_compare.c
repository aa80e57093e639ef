/* copytaster compare: two texts or pages -> verdict on B given A, with evidence. */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "charset.h"
#include "cli.h"
#include "emit.h"
#include "html.h"
#include "judge.h"
#include "page.h"
#include "render.h"
#include "verdict.h"

#define FILE_MAX ((size_t)32 << 20)
#define TEXT_MAX (3 * FILE_MAX) /* a byte of another set is up to three of UTF-8 */
#define OUT_MAX ((size_t)512 << 20)

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

/* Text as UTF-8: by its mark, and what is not UTF-8 as Windows-1252. */
static enum ct_err plain_text(struct view doc, struct buf *out)
{
	return charset_to_utf8(out, doc, (struct view){NULL, 0}, true);
}

/* A page is its article; where it has none, all that stands on it. */
static enum ct_err page_text(struct view html, struct buf *out)
{
	struct buf all = BUF_INIT(TEXT_MAX);
	struct page *page = NULL;
	const char *what;
	const struct view none = {NULL, 0};
	enum ct_err err = page_read(html, none, none, &page, &what);

	if (err == CT_OK) {
		buf_addv(out, page->text);
		err = out->err;
	} else if (err == CT_EINVAL) {
		err = plain_text(html, &all);
		if (err == CT_OK) {
			html_to_text(out, buf_view(&all));
			err = out->err;
		}
		buf_free(&all);
	}
	page_free(page);
	return err;
}

/* Does it begin as a page does, in whatever character set? */
static bool is_html(struct view doc)
{
	struct buf text = BUF_INIT(4096);

	plain_text(view_sub(view_trim(doc), 0, 1024), &text);
	struct view head = view_trim(buf_view(&text));
	char c = head.n >= 2 && head.p[0] == '<' ? head.p[1] : '\0';
	buf_free(&text);
	return c == '!' || c == '?' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The text of a file, plain. */
static bool read_text(const char *path, struct buf *out)
{
	struct buf doc;
	const char *wrong = NULL;

	if (!cli_read(path, FILE_MAX, &doc))
		return false;
	*out = BUF_INIT(TEXT_MAX);
	enum ct_err err = (is_html(buf_view(&doc)) ? page_text : plain_text)(buf_view(&doc), out);
	buf_free(&doc);
	if (err != CT_OK)
		wrong = ct_strerror(err);
	else if (view_chr(buf_view(out), '\0') != SIZE_MAX)
		wrong = "binary data, not text or HTML";
	else if (view_trim(buf_view(out)).n == 0)
		wrong = "there is no text in it";
	if (wrong == NULL)
		return true;
	cli_trouble("%s: %s", cli_name(path), wrong);
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
	struct buf out = BUF_INIT(OUT_MAX);
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
	struct buf out = BUF_INIT(OUT_MAX);
	json_t *evidence = json_loadb(j->evidence.p, j->evidence.n, JSON_ALLOW_NUL, NULL);

	if (evidence == NULL) {
		cli_trouble("the evidence cannot be read");
		return false;
	}
	render_verdict(&out, ct_verdict_name(j->verdict), j->score, &opts);
	render_evidence(&out, evidence, &opts);
	json_decref(evidence);
	bool ok = cli_write(&out);
	buf_free(&out);
	return ok;
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

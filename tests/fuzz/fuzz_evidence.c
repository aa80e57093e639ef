/*
 * Evidence as a store has it, damaged or hostile: it is refused, or becomes a JSON
 * object on one line, with both stories or without the earlier one; and what is
 * told of it to people has no control character.
 *
 * Evidence of two stories, made at the start, is changed by what the input says:
 * 0, then two bytes of a place and one to put there, or to cut off at; or the input
 * is the evidence.
 */
#include <jansson.h>
#include <stdlib.h>

#include "evidence_form.h"
#include "evidence_restore.h"
#include "judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static const struct ct_story earlier = {
    .text =
	VIEW_LIT("The 412 dockers of Ostrel voted on Thursday to end a strike that had kept "
		 "nineteen ships outside the breakwater since the first of November. \"We got less "
		 "than we asked for and more than they offered,\" said Mara Tennick, who speaks "
		 "for the pilots. Wages rise by 3.5 percent in January and by 2 percent a year "
		 "later. Night shifts shrink from ten hours to eight. The port company had lost 27 "
		 "million euros by its own account. Its chairman, Otto Brandeis, did not come to "
		 "the count. Seven freighters are to berth on Saturday, Gleb Shubin said."),
    .source = VIEW_LIT("A"),
    .lang = VIEW_LIT("en"),
    .published = CT_TIME_UNKNOWN};
static const struct ct_story story = {
    .text =
	VIEW_LIT("After 19 days at anchor the ships off Ostrel can come in: the dockers voted "
		 "on Thursday to end their strike. There are 412 of them, and wages rise by 3.5 "
		 "percent in January and by 4 percent a year later. Night shifts shrink from ten "
		 "hours to eight. \"We got less than we asked for and more than they offered,\" "
		 "said Mara Tennick of the pilots. The company had lost 27 million euros. Harbour "
		 "master Gleb Shubin expects eight freighters on Saturday. Paula Quirke won."),
    .source = VIEW_LIT("B"),
    .lang = VIEW_LIT("en"),
    .published = CT_TIME_UNKNOWN};

static struct normalizer *normalizer;
static struct doc *docs[2];
static struct judgement real;

static void must(bool ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct judge *j = judge_new(NULL);

	(void)argc;
	(void)argv;
	normalizer = normalizer_new();
	must(j != NULL && normalizer != NULL);
	must(doc_make_with(normalizer, &story, &docs[0]) == CT_OK);
	must(doc_make_with(normalizer, &earlier, &docs[1]) == CT_OK);
	must(judge_pair(j, &story, 0, &earlier, &real) == CT_OK && real.kept.n > 0);
	judge_free(j);
	struct buf whole = BUF_INIT(1 << 18);
	struct evidence e;
	must(evidence_form_read(buf_view(&real.kept), &e) == CT_OK);
	evidence_form_tell(&e, docs[0], docs[1], &whole);
	must(view_eq(buf_view(&whole), buf_view(&real.evidence)));
	buf_free(&whole);
	return 0;
}

/* One object, on one line; what a person is told of it, too. */
static void check_json(const struct buf *out)
{
	struct ct_judgement j = {
	    .verdict = CT_REWRITTEN, .score = 0.9, .evidence = out->p, .evidence_size = out->n};
	json_t *whole = json_loadb(out->p, out->n, JSON_ALLOW_NUL, NULL);
	char *told = NULL;

	must(out->err == CT_OK && json_is_object(whole));
	for (size_t i = 0; i < out->n; i++)
		must((unsigned char)out->p[i] >= ' ' && out->p[i] != 0x7F);
	if (ct_explain(&j, &told) == CT_OK)
		for (const char *p = told; *p != '\0'; p++)
			must(*p == '\n' || ((unsigned char)*p >= ' ' && *p != 0x7F));
	ct_free(told);
	json_decref(whole);
}

static void check_form(struct view kept)
{
	struct buf one = BUF_INIT(1 << 18), two = BUF_INIT(1 << 18);
	struct evidence e;

	if (evidence_form_read(kept, &e) != CT_OK)
		return;
	evidence_form_tell(&e, docs[0], docs[1], &one);
	check_json(&one);
	evidence_form_tell(&e, docs[0], NULL, &two);
	check_json(&two);
	buf_free(&one);
	buf_free(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view kept = {(const char *)data, size};
	struct buf changed = BUF_INIT(1 << 16), out = BUF_INIT(1 << 18);

	if (size > 0 && data[0] == 0) {
		buf_addv(&changed, buf_view(&real.kept));
		for (size_t at = 1; at + 4 <= size && changed.n > 0; at += 4) {
			size_t where = (data[at + 1] | (size_t)data[at + 2] << 8) % changed.n;

			if (data[at] == 0)
				changed.n = where;
			else
				changed.p[where] = (char)data[at + 3];
		}
		kept = buf_view(&changed);
	}
	check_form(kept);
	/* As stores of old have it. */
	if (kept.n > 0 && kept.p[0] == '{' &&
	    evidence_restore(kept, &story, &earlier, &out) == CT_OK)
		check_json(&out);
	buf_free(&changed);
	buf_free(&out);
	return 0;
}

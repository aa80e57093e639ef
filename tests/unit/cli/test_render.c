#include "cmocka_all.h"

#include <stdlib.h>

#include "plain.h"
#include "render.h"

static const char evidence[] =
    "{\"reasons\":[\"9 of 10 sentences follow\",\"no name is new\"],\"verbatim\":0.31,"
    "\"coverage\":{\"story\":0.95,\"earlier\":0.9},\"sentences\":[{\"story\":[0],\"earlier\":[0],"
    "\"similarity\":0.82,\"text\":\"Witkoff met Putin\\u2019s aides, 140 of them, Jones said.\","
    "\"earlier_text\":\"120 aides saw Witkoff \\u001b[31mred, Smith said, after negotiations.\","
    "\"shared\":[\"witkoff\",\"aides\",\"said\",\"negotiating\"]}],"
    "\"numbers\":{\"kept\":[\"four\"],\"changed\":[[\"120\",\"140\"]],\"new\":[]},"
    "\"names\":{\"kept\":[],\"changed\":[[\"John Smith\",\"Ann Jones\"]],\"new\":[\"Lee\"]},"
    "\"quotes\":{\"shared\":[\"a quote\"]},\"new\":[\"Nobody said so.\"]}";

/* What is rendered, malloc'd. */
static char *render(const char *json, unsigned width, bool colour)
{
	struct buf out = BUF_INIT(1 << 20);
	struct render_opts o = {width, colour};
	json_t *e = json_loads(json, 0, NULL);
	render_evidence(&out, e, &o);
	json_decref(e);
	buf_addc(&out, '\0'); /* nothing is text too */
	return buf_steal(&out, NULL);
}

static void has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no \"%s\" in\n%s", part, text);
}

static void no_line_is_wider(const char *text, size_t width)
{
	struct view rest = view_of(text);
	while (rest.n > 0) {
		struct view line = view_sub(rest, 0, view_chr(rest, '\n'));
		if (plain_columns(line) > width)
			fail_msg("%.*s", (int)line.n, line.p);
		rest = view_sub(rest, line.n + 1, SIZE_MAX);
	}
}

static void everything_is_told_without_colour(void **state)
{
	(void)state;
	char *text = render(evidence, 80, false);
	has(text, "  - 9 of 10 sentences follow\n  - no name is new\n");
	has(text, "95 % of it");
	has(text, "31 % stands");
	has(text, "  82% 120 aides saw Witkoff ");
	has(text, " │ Witkoff met");
	has(text, "in both: witkoff, aides, said, negotiating\n");
	has(text, "120 → 140");
	has(text, "John Smith → Ann Jones");
	has(text, "Lee");
	has(text, "Quoted in both\n  - a quote\n");
	has(text, "No counterpart there\n  - Nobody said so.\n");
	assert_null(strchr(text, '\x1b'));
	free(text);
}

static void colour_marks_what_is_shared_and_what_changed(void **state)
{
	(void)state;
	char *text = render(evidence, 120, true);
	has(text, "\x1b[1mWitkoff\x1b[0m met Putin’s");
	has(text, "\x1b[1maides\x1b[0m");
	has(text, "\x1b[1;31m140\x1b[0m");
	has(text, "\x1b[1;31mJones\x1b[0m");
	has(text, "\x1b[1;33m120\x1b[0m");
	has(text, "\x1b[1;33mSmith\x1b[0m");
	/* another form of a shared word, in the earlier story only */
	has(text, "\x1b[1mnegotiations\x1b[0m");
	/* the feed's own escape is shown */
	has(text, "\\x1b[31mred");
	assert_null(strstr(text, "in both:"));
	free(text);
}

/* What a terminal writes from the right stays in its column: its mark stands around. */
static void columns_stand_beside_arabic(void **state)
{
	(void)state;
	static const char arabic[] =
	    "{\"sentences\":[{\"story\":[0],\"earlier\":[0],\"similarity\":0.5,\"text\":\"قال "
	    "الجبوري\",\"earlier_text\":\"وقال سامي\",\"shared\":[\"قال\"]}],"
	    "\"numbers\":{\"changed\":[[\"أربعة\",\"خمسة\"],[\"4\",\"5\"]]}}";
	char *text = render(arabic, 80, false);
	has(text, "  50% \u200Eوقال سامي ");
	has(text, "\u200E │ \u200Eقال الجبوري\n");
	has(text,
	    "  changed  \u200Eأربعة\u200E → \u200Eخمسة\n           \u200E4\u200E → \u200E5\n");
	no_line_is_wider(text, 80);
	free(text);
	text = render(arabic, 50, false);
	has(text, "  50% \u200E< وقال سامي\n      \u200E> قال الجبوري\n");
	free(text);
	text = render(evidence, 80, false);
	assert_null(strstr(text, "\u200E"));
	free(text);
}

/* Words that no spaces part cannot be marked, in colour neither. */
static void words_without_spaces_are_named(void **state)
{
	(void)state;
	static const char chinese[] =
	    "{\"sentences\":[{\"story\":[0],\"earlier\":[0],\"similarity\":0.5,\"text\":\"县长陈志"
	    "强说\",\"earlier_text\":\"陈志强表示\",\"shared\":[\"陈志强\"]}]}";
	char *text = render(chinese, 80, true);
	has(text, "in both: 陈志强\n");
	free(text);
}

/* As the story writes it, whatever apostrophe it has. */
static void any_apostrophe_will_do(void **state)
{
	(void)state;
	char *text = render("{\"sentences\":[{\"similarity\":0.5,\"text\":\"the union’s "
			    "offer\",\"earlier_text\":\"union\",\"shared\":[\"union’s\"]}]}",
	    80, true);
	has(text, "\x1b[1munion’s\x1b[0m");
	free(text);
}

static void lines_fit_every_width(void **state)
{
	(void)state;
	for (unsigned w = 24; w <= 160; w += 4) {
		char *text = render(evidence, w, false);
		no_line_is_wider(text, w);
		free(text);
	}
	char *text = render(evidence, 50, false);
	has(text, "  82% < 120 aides");
	has(text, "\n      > Witkoff met");
	free(text);
}

static void odd_evidence_is_no_trouble(void **state)
{
	(void)state;
	static const char *const odd[] = {"{}", "{\"reasons\":7,\"sentences\":{},\"numbers\":[]}",
	    "{\"sentences\":[7,{},{\"text\":null,\"shared\":3}]}",
	    "{\"coverage\":{\"story\":1e300,\"earlier\":-1},\"verbatim\":\"x\"}",
	    "{\"numbers\":{\"changed\":[1,[],[\"a\"],[null,\"b\"]],\"kept\":[null]}}"};
	for (size_t i = 0; i < COUNT(odd); i++) {
		free(render(odd[i], 80, true));
		free(render(odd[i], 20, false));
	}
	char *text = render("{}", 80, false);
	assert_string_equal(text, "");
	free(text);
}

static void verdicts_are_named(void **state)
{
	(void)state;
	struct buf out = BUF_INIT(256);
	struct render_opts o = {80, false};
	render_verdict_name(&out, "rewritten", &o);
	assert_string_equal(out.p, "rewritten");
	buf_clear(&out);
	o.colour = true;
	render_verdict_name(&out, "rewritten", &o);
	assert_string_equal(out.p, "\x1b[1;31mrewritten\x1b[0m");
	buf_free(&out);
}

static void a_pipe_has_no_colour(void **state)
{
	(void)state;
	FILE *f = tmpfile();
	setenv("TERM", "xterm", 1);
	setenv("COLUMNS", "100", 1);
	struct render_opts o = render_opts_of(f);
	assert_false(o.colour);
	assert_int_equal(o.width, 100);
	setenv("COLUMNS", "nonsense", 1);
	assert_int_equal(render_opts_of(f).width, 80);
	setenv("COLUMNS", "5", 1);
	assert_int_equal(render_opts_of(f).width, 20);
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everything_is_told_without_colour),
	    cmocka_unit_test(colour_marks_what_is_shared_and_what_changed),
	    cmocka_unit_test(columns_stand_beside_arabic),
	    cmocka_unit_test(words_without_spaces_are_named),
	    cmocka_unit_test(any_apostrophe_will_do),
	    cmocka_unit_test(lines_fit_every_width),
	    cmocka_unit_test(odd_evidence_is_no_trouble),
	    cmocka_unit_test(verdicts_are_named),
	    cmocka_unit_test(a_pipe_has_no_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

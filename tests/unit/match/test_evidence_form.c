/* Evidence in short and back; hostile bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "count.h"
#include "evidence_form.h"

static struct evidence example(void)
{
	struct evidence e = {
	    .reasons = {{EVIDENCE_VERBATIM, 47, 0}, {EVIDENCE_NAMES_NEW, 1, 1}},
	    .nreasons = 2,
	    .verbatim = 47,
	    .coverage = 100,
	    .coverage_earlier = 3,
	    .rows = {{0, 5, 1, 2, 94}, {4, 0, 2, 1, 100}},
	    .nrows = 2,
	    .names = {.kept = {VIEW_LIT("Tarn"), VIEW_LIT("Quellmore")},
		.changed = {{VIEW_LIT("Holt"), VIEW_LIT("Moss")}},
		.fresh = {VIEW_LIT("Ash")},
		.nkept = 2,
		.nchanged = 1,
		.nfresh = 1},
	    .numbers = {.kept = {VIEW_LIT("1 000"), VIEW_LIT("4")}, .nkept = 2},
	    .quotes = {VIEW_LIT("it will be mended")},
	    .nquotes = 1,
	    .fresh = {3, 7},
	    .nfresh = 2,
	};

	return e;
}

static struct doc *doc_of(const char *text)
{
	const struct ct_story s = {.text = view_of(text), .published = CT_TIME_UNKNOWN};
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	return d;
}

static struct buf tell(const struct evidence *e)
{
	struct buf b = BUF_INIT(100000);
	struct doc *d = doc_of("One. Two. Three. Four is new. Five. Six. Seven. Eight is, too.");

	evidence_form_tell(e, d, NULL, &b);
	assert_int_equal(b.err, CT_OK);
	doc_free(d);
	return b;
}

static void told_to_people(void **state)
{
	struct evidence e = example();
	struct buf b = tell(&e);

	(void)state;
	assert_string_equal(b.p,
	    "{\"reasons\":[\"47 % of the words stand word for word in the earlier story\","
	    "\"its only name is new\"],\"verbatim\":0.47,\"coverage\":{\"story\":1.00,"
	    "\"earlier\":0.03},\"sentences\":[{\"story\":[0],\"earlier\":[5,6],\"similarity\":0.94,"
	    "\"text\":\"One.\",\"earlier_text\":\"\",\"shared\":[]},{\"story\":[4,5],\"earlier\":"
	    "[0],\"similarity\":1.00,\"text\":\"Five. Six.\",\"earlier_text\":\"\",\"shared\":[]}],"
	    "\"numbers\":{\"kept\":[\"1 000\",\"4\"],\"changed\":[],\"new\":[]},\"names\":{\"kept\""
	    ":[\"Tarn\",\"Quellmore\"],\"changed\":[[\"Holt\",\"Moss\"]],\"new\":[\"Ash\"]},"
	    "\"quotes\":{\"shared\":[\"it will be mended\"]},\"new\":[\"Four is new.\","
	    "\"Eight is, too.\"]}");
	buf_free(&b);
}

static void reasons_are_sentences(void **state)
{
	static const struct {
		struct evidence_reason reason;
		const char *text;
	} cases[] = {
	    {{EVIDENCE_IN_ORDER, 2, 5}, "2 of 5 sentences follow the earlier story in its order"},
	    {{EVIDENCE_IN_ORDER, 1, 5}, "1 of 5 sentences follows the earlier story in its order"},
	    {{EVIDENCE_IN_ORDER, 1, 1}, "its only sentence follows the earlier story"},
	    {{EVIDENCE_NUMBERS_KEPT, 2, 2}, "2 of 2 numbers kept"},
	    {{EVIDENCE_NUMBERS_KEPT, 1, 1}, "its only number is kept"},
	    {{EVIDENCE_NUMBERS_KEPT, 0, 1}, "no number is kept"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct evidence e = {.reasons = {cases[i].reason}, .nreasons = 1};
		struct buf b = tell(&e);
		assert_non_null(strstr(b.p, cases[i].text));
		buf_free(&b);
	}
}

static void kept_and_back(void **state)
{
	struct evidence e = example(), again;
	struct buf kept = BUF_INIT(1000), whole = tell(&e);

	(void)state;
	evidence_form_keep(&e, &kept);
	assert_int_equal(evidence_form_read(buf_view(&kept), &again), CT_OK);
	struct buf b = tell(&again);
	assert_string_equal(b.p, whole.p);
	assert_true(kept.n < 90);
	for (size_t n = 0; n < kept.n; n++)
		if (n != 10) /* where it ends if all lists are empty */
			assert_int_equal(
			    evidence_form_read(view_sub(buf_view(&kept), 0, n), &again), CT_EINVAL);
	kept.p[0] = 9;
	assert_int_equal(evidence_form_read(buf_view(&kept), &again), CT_EVERSION);
	buf_free(&b);
	buf_free(&whole);
	buf_free(&kept);
}

/* Most stories are new. */
static void little_is_kept_of_little(void **state)
{
	struct evidence again,
	    e = {.reasons = {{EVIDENCE_IN_ORDER, 0, 20}, {EVIDENCE_NAMES_NEW, 13, 13}},
		.nreasons = 2};
	struct buf kept = BUF_INIT(100);

	(void)state;
	evidence_form_keep(&e, &kept);
	assert_true(kept.n <= 12);
	assert_int_equal(evidence_form_read(buf_view(&kept), &again), CT_OK);
	assert_int_equal(again.nreasons, 2);
	assert_int_equal(again.reasons[1].of, 13);
	assert_int_equal(again.nrows, 0);
	buf_free(&kept);
}

/* Whatever a byte is changed to: read within bounds, and told; the sanitizers look on. */
static void damage_is_survived(void **state)
{
	struct evidence e = example(), again;
	struct buf kept = BUF_INIT(1000), out = BUF_INIT(100000);
	struct doc *d = doc_of("One. Two.");

	(void)state;
	evidence_form_keep(&e, &kept);
	for (size_t i = 0; i < kept.n; i++) {
		char was = kept.p[i];
		for (unsigned v = 0; v < 256; v++) {
			kept.p[i] = (char)v;
			if (evidence_form_read(buf_view(&kept), &again) != CT_OK)
				continue;
			buf_clear(&out);
			evidence_form_tell(&again, d, d, &out);
			assert_int_equal(out.err, CT_OK);
		}
		kept.p[i] = was;
	}
	doc_free(d);
	buf_free(&kept);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(told_to_people),
	    cmocka_unit_test(reasons_are_sentences),
	    cmocka_unit_test(kept_and_back),
	    cmocka_unit_test(little_is_kept_of_little),
	    cmocka_unit_test(damage_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

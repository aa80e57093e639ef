/* A story normalized, and two compared, where memory is short. */
#include "starve.h"

#include <stdio.h>

#include "view.h"

static const char first[] =
    "The ferry to Skerrow stopped in the Narrows on Tuesday, its engine dead. It drifted for 2 "
    "hours with 140 people before the tug Anna Lee took it in tow. \"Nobody was hurt,\" said "
    "harbour master Bo Ek. The council will discuss a second boat in March, as every year.";
static const char second[] =
    "On Tuesday the Skerrow ferry lost its engine in the Narrows. For 2 hours it drifted with 140 "
    "people on board until the tug Anna Lee came. \"Nobody was hurt,\" harbour master Bo Ek said. "
    "In March the council talks about a second boat, as it does every year.";

static struct ct_judgement expected;

static void same(const struct ct_judgement *j)
{
	if (expected.evidence == NULL)
		return;
	assert_int_equal(j->verdict, expected.verdict);
	assert_string_equal(j->evidence, expected.evidence);
}

static enum ct_err compare(void *ctx)
{
	struct ct_story a = {.text = VIEW_LIT(first), .title = VIEW_LIT("Ferry adrift")};
	struct ct_story b = {.text = VIEW_LIT(second), .title = VIEW_LIT("Two hours adrift")};
	struct ct_judgement j = {.of = 77};
	enum ct_err err = ct_compare(&b, &a, &j);

	(void)ctx;
	if (err != CT_OK) {
		assert_int_equal(j.of, 77);
		return err;
	}
	same(&j);
	ct_judgement_free(&j);
	return err;
}

static void comparison(void **state)
{
	struct ct_story a = {.text = VIEW_LIT(first), .title = VIEW_LIT("Ferry adrift")};
	struct ct_story b = {.text = VIEW_LIT(second), .title = VIEW_LIT("Two hours adrift")};

	(void)state;
	assert_int_equal(ct_compare(&b, &a, &expected), CT_OK);
	starve("a comparison", compare, NULL, CT_ELIMIT, false);
	ct_judgement_free(&expected);
}

static struct ct_fingerprint made;

static enum ct_err normalize(void *ctx)
{
	struct ct_story a = {.text = VIEW_LIT(first), .title = VIEW_LIT("Ferry adrift")};
	struct ct_fingerprint fp = {0};
	struct ct_doc *d = ctx;
	struct ct_normalizer *z = ct_normalizer_new();
	enum ct_err err = z != NULL ? ct_normalize(z, &a, &d) : CT_ENOMEM;

	if (err == CT_OK) {
		ct_fingerprint_make(d, &fp);
		if (made.version == 0)
			made = fp;
		assert_memory_equal(&fp, &made, sizeof(fp));
		ct_doc_free(d);
	} else {
		assert_ptr_equal(d, ctx);
	}
	ct_normalizer_free(z);
	return err;
}

static void normalizing(void **state)
{
	(void)state;
	starve("a story", normalize, &starve_state, CT_ELIMIT, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(comparison),
	    cmocka_unit_test(normalizing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

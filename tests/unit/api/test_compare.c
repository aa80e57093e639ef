#include "cmocka_all.h"

#include "copytaster.h"

static struct ct_text text_of(const char *s)
{
	return (struct ct_text){s, strlen(s)};
}

static const char first[] =
    "Harbour master Edna Lister closed Port Ellery on Monday after the tanker Marlin Star spilled "
    "300 tonnes of oil into the bay. Brandt Shipping, the owner, said that it would pay for the "
    "work. Volunteers collected seabirds on Ostley beach, where the first oil came ashore at noon.";

static void test_compare(void **state)
{
	(void)state;
	struct ct_story a = {.text = text_of(first)}, b = {.text = text_of(first)};
	struct ct_judgement j;

	assert_int_equal(ct_compare(&b, &a, &j), CT_OK);
	assert_int_equal(j.verdict, CT_REPUBLISHED);
	assert_true(j.score > 0.9 && j.score <= 1);
	assert_int_equal(strlen(j.evidence), j.evidence_size);
	assert_int_equal(j.evidence[0], '{');
	ct_judgement_free(&j);
	ct_judgement_free(&j); /* twice does no harm */
	ct_judgement_free(NULL);
}

static void test_normalize(void **state)
{
	(void)state;
	struct ct_normalizer *z = ct_normalizer_new();
	struct ct_story s = {.text = text_of(first)};
	struct ct_doc *d = NULL;
	struct ct_fingerprint fp;

	assert_non_null(z);
	assert_int_equal(ct_normalize(z, &s, &d), CT_OK);
	assert_string_equal(ct_doc_language(d), "en");
	assert_int_equal(ct_doc_sentences(d), 3);
	struct ct_text one = ct_doc_sentence(d, 1);
	assert_memory_equal(one.p, "Brandt Shipping", 15);
	assert_int_equal(ct_doc_sentence(d, 3).n, 0);
	ct_fingerprint_make(d, &fp);
	assert_true(fp.nkeys > 10 && fp.nkeys <= CT_FINGERPRINT_KEYS);
	ct_doc_free(d);
	ct_normalizer_free(z);
}

static enum ct_err load(void *ctx, uint32_t number, struct ct_story *out)
{
	if (number != 1)
		return CT_EINVAL;
	*out = *(const struct ct_story *)ctx;
	return CT_OK;
}

static void test_judge(void **state)
{
	(void)state;
	struct ct_story s = {.text = text_of(first)};
	struct ct_judge *j = ct_judge_new(&(struct ct_stories){&s, load});
	struct ct_judgement v;

	assert_non_null(j);
	assert_int_equal(ct_judge_story(j, &s, 100, 1000, &v), CT_OK);
	assert_int_equal(v.verdict, CT_NEW);
	ct_judgement_free(&v);
	assert_int_equal(ct_judge_learn(j, 1, 100, &s), CT_OK);
	assert_int_equal(ct_judge_story(j, &s, 200, 1000, &v), CT_OK);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, 1);
	ct_judgement_free(&v);
	ct_judge_free(j);
	ct_judge_free(NULL);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(ct_verdict_name(CT_REWRITTEN), "rewritten");
	assert_string_equal(ct_verdict_name((enum ct_verdict)99), "unknown");
	assert_string_equal(ct_strerror(CT_OK), "no error");
	assert_string_equal(ct_strerror((enum ct_err) - 1), "unknown error");
	assert_true(strlen(ct_version()) >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_compare),
	    cmocka_unit_test(test_normalize),
	    cmocka_unit_test(test_judge),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

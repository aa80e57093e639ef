#include "cmocka_all.h"

#include <stdlib.h>

#include "abroad.h"
#include "copytaster.h"

static struct ct_judgement judgement_with(char *evidence)
{
	return (struct ct_judgement){.verdict = CT_REWRITTEN,
	    .score = 0.125,
	    .evidence = evidence,
	    .evidence_size = evidence != NULL ? strlen(evidence) : 0};
}

static void test_lines(void **state)
{
	(void)state;
	char evidence[] =
	    "{\"reasons\":[\"6 of 6 numbers kept\",\"no name is new\"],\"verbatim\":0.00}";
	struct ct_judgement j = judgement_with(evidence);
	char *why = NULL;

	assert_int_equal(ct_explain(&j, &why), CT_OK);
	assert_string_equal(why, "rewritten, score 0.12\n6 of 6 numbers kept\nno name is new\n");
	ct_free(why);
}

static void test_no_reasons(void **state)
{
	(void)state;
	char evidence[] = "{\"reasons\":[]}";
	struct ct_judgement j = judgement_with(evidence);
	char *why = NULL;

	j.verdict = CT_NEW;
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	assert_string_equal(why, "new, score 0.12\n");
	ct_free(why);
}

/* Evidence may come back from where others write. */
static void test_foreign_evidence(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "{", "[]", "{}", "7", "{\"reasons\":\"x\"}",
	    "{\"reasons\":null}", "{\"reasons\":[}"};
	char hostile[] = "{\"reasons\":[\"a\\nb\\u001b[2J\",7,null,\"caf\xc3\xa9\"]}";
	char *why = NULL;

	for (size_t i = 0; i < COUNT(bad); i++) {
		char copy[32];
		memcpy(copy, bad[i], strlen(bad[i]) + 1);
		struct ct_judgement j = judgement_with(copy);
		assert_int_equal(ct_explain(&j, &why), CT_EINVAL);
		assert_null(why);
	}
	struct ct_judgement absent = judgement_with(NULL), j = judgement_with(hostile);
	assert_int_equal(ct_explain(&absent, &why), CT_EINVAL);
	assert_null(why);
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	assert_string_equal(why, "rewritten, score 0.12\na b [2J\ncaf\xc3\xa9\n");
	ct_free(why);
}

static void test_size_counts(void **state)
{
	(void)state;
	char evidence[] = "{\"reasons\":[]}and more";
	struct ct_judgement j = judgement_with(evidence);
	char *why = NULL;

	assert_int_equal(ct_explain(&j, &why), CT_EINVAL);
	j.evidence_size = strlen("{\"reasons\":[]}");
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	ct_free(why);
}

/* What ct_compare writes of a text with a NUL in it. */
static void test_nul(void **state)
{
	(void)state;
	static const char text[] =
	    "Port Selwyn\0 voted 7 to 4 on Tuesday to close its east dock. Lena Ortiz agreed.";
	struct ct_story s = {.text = {text, sizeof(text) - 1}, .published = CT_TIME_UNKNOWN};
	struct ct_judgement j;
	char *why = NULL;

	assert_int_equal(ct_compare(&s, &s, &j), CT_OK);
	assert_non_null(strstr(j.evidence, "\\u0000"));
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	assert_memory_equal(why, "republished, score ", 19);
	ct_free(why);
	ct_judgement_free(&j);
}

static void test_long_decimal_point(void **state)
{
	(void)state;
	char evidence[] = "{\"reasons\":[],\"verbatim\":0.25}";
	struct ct_judgement j = judgement_with(evidence);
	char *why = NULL;

	abroad = true;
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	abroad = false;
	assert_true(uselocale((locale_t)0) == LC_GLOBAL_LOCALE);
	assert_string_equal(why, "rewritten, score 0.12\n");
	ct_free(why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_no_reasons),
	    cmocka_unit_test(test_foreign_evidence),
	    cmocka_unit_test(test_size_counts),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_long_decimal_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

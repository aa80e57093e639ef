#include "cmocka_all.h"

#include "copytaster.h"

static void test_verdicts(void **state)
{
	(void)state;
	assert_string_equal(ct_verdict_name(CT_NEW), "new");
	assert_string_equal(ct_verdict_name(CT_UPDATED), "updated");
	assert_string_equal(ct_verdict_name(CT_REPUBLISHED), "republished");
	assert_string_equal(ct_verdict_name(CT_REWRITTEN), "rewritten");
	assert_string_equal(ct_verdict_name(CT_RELATED), "related");
	assert_string_equal(ct_verdict_name((enum ct_verdict)99), "unknown");
}

static void test_errors(void **state)
{
	(void)state;
	assert_string_equal(ct_strerror(CT_OK), "no error");
	for (int i = CT_OK; i <= CT_EIO; i++)
		assert_string_not_equal(ct_strerror((enum ct_err)i), "unknown error");
	assert_string_equal(ct_strerror((enum ct_err) - 1), "unknown error");
	assert_string_equal(ct_strerror((enum ct_err)(CT_EIO + 1)), "unknown error");
}

static void test_version(void **state)
{
	(void)state;
	assert_true(strlen(ct_version()) >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_verdicts),
	    cmocka_unit_test(test_errors),
	    cmocka_unit_test(test_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

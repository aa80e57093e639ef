#include "cmocka_all.h"
#include "health.h"

static void an_answer_has_a_state(void **state)
{
	static const struct {
		int status;
		const char *state;
		enum policy_result result;
		bool read, explained;
	} cases[] = {
	    {200, "ok", POLICY_OK, true, false},
	    {304, "ok", POLICY_OK, true, false},
	    {204, "bad answer", POLICY_FAILED, false, true},
	    {401, "unauthorized", POLICY_FAILED, false, true},
	    {404, "not found", POLICY_FAILED, false, true},
	    {410, "gone", POLICY_GONE, false, true},
	    {418, "refused", POLICY_FAILED, false, true},
	    {429, "limited", POLICY_LIMITED, false, true},
	    {500, "server error", POLICY_FAILED, false, true},
	    {503, "limited", POLICY_LIMITED, false, true},
	    {0, "bad answer", POLICY_FAILED, false, true},
	    {-7, "bad answer", POLICY_FAILED, false, true},
	    {100000, "bad answer", POLICY_FAILED, false, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct health h = health_of_fetch(FETCH_DONE, cases[i].status);
		char why[100] = "x";

		assert_string_equal(h.state, cases[i].state);
		assert_int_equal(h.result, cases[i].result);
		assert_int_equal(h.read, cases[i].read);
		health_explain(cases[i].status, why, sizeof(why));
		assert_int_equal(why[0] != '\0', cases[i].explained);
	}
}

/* No failure may look like an answer, whatever status came before it. */
static void a_failure_is_never_read(void **state)
{
	(void)state;
	for (int o = FETCH_EURL; o <= FETCH_EOTHER; o++) {
		struct health h = health_of_fetch((enum fetch_outcome)o, 200);

		assert_false(h.read);
		assert_int_equal(h.result, POLICY_FAILED);
		assert_true(h.state[0] != '\0' && strcmp(h.state, "ok") != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_has_a_state),
	    cmocka_unit_test(a_failure_is_never_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

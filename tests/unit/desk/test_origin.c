#include "cmocka_all.h"

#include "copytaster.h"
#include "origin.h"

#define DAY 86400
#define CAME (1000 * DAY)

static void dates_and_how_far_they_are_believed(void **state)
{
	static const struct {
		int64_t published, read, backdate, told;
	} cases[] = {
	    {CT_TIME_UNKNOWN, 0, 7 * DAY, CAME},
	    {CAME - 3600, 0, 7 * DAY, CAME - 3600},
	    {CAME, 0, 7 * DAY, CAME},
	    {CAME + 1, 0, 7 * DAY, CAME}, /* dated ahead */
	    {CAME - 7 * DAY, 0, 7 * DAY, CAME - 7 * DAY},
	    {CAME - 7 * DAY - 1, 0, 7 * DAY, CAME},
	    {CAME - 1, 0, 0, CAME}, /* backdate = 0: who comes first */
	    {0, 0, INT64_C(366) * DAY, CAME},
	    /* It was not in the feed ten minutes ago, whatever it says. */
	    {CAME - 3600, CAME - 600, 7 * DAY, CAME - 600},
	    {CAME - 300, CAME - 600, 7 * DAY, CAME - 300},
	    {CAME - 3600, CAME, 7 * DAY, CAME},
	    {CAME - 3600, CAME + 9, 7 * DAY, CAME}, /* the clock was set back */
	    {INT64_MIN + 1, 0, 7 * DAY, CAME},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(origin_told(cases[i].published, CAME, cases[i].read,
				cases[i].backdate) == cases[i].told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_and_how_far_they_are_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

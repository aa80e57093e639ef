/* Numbers told less exactly, or in other units. */
#include "rounded.h"
#include "text/made.h"

/* Of the numbers of two texts: is the first of a told by the first of b? */
static size_t told(const char *lang, const char *a, const char *b)
{
	struct doc *da = made_doc(lang, a), *db = made_doc(lang, b);
	size_t i = da->ntitle, j = db->ntitle;

	while (i < da->ntokens && !(da->tokens[i].flags & DOC_NUMBER))
		i++;
	while (j < db->ntokens && !(db->tokens[j].flags & DOC_NUMBER))
		j++;
	assert_true(i < da->ntokens && j < db->ntokens);
	size_t n = rounded_tokens(da, i, db, j);
	doc_free(da);
	doc_free(db);
	return n;
}

static void a_round_number_tells_an_exact_one(void **state)
{
	(void)state;
	static const struct {
		const char *exact, *round;
		bool near;
	} rows[] = {
	    {"It lost 418,600 euros.", "Some 419,000 were lost.", true},
	    {"It lost 418,600 euros.", "Some 420,000 were lost.", true},
	    {"It lost 418,600 euros.", "Some 400,000 were lost.", false},
	    {"It lost 418,600 euros.", "Exactly 418,700 were lost.", false},
	    {"Firms hired 1,240 people.", "More than 1,200 were hired.", true},
	    {"Firms hired 1,240 people.", "More than 1,000 were hired.", false},
	    {"Firms hired 990 people.", "Nearly 1,000 were hired.", true},
	    {"Prices rose by 21.4 percent.", "They rose by 21 percent.", true},
	    {"Prices rose by 21.4 percent.", "They rose by 21.5 percent.", false},
	    {"He is 52 years old.", "He is 50 years old.", false},
	    {"It began in 2023.", "It began in 2020.", false},
	    {"Sales of 8.34 billion pounds.", "Sales of 8.3 billion pounds.", true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(told("en", rows[i].exact, rows[i].round), rows[i].near);
		assert_int_equal(told("en", rows[i].round, rows[i].exact), rows[i].near);
	}
}

static void years_and_months_are_months(void **state)
{
	(void)state;
	assert_int_equal(told("de", "Er muss vier Jahre und acht Monate ins Gefängnis.",
			     "Er muss 56 Monate sitzen."),
	    4);
	assert_int_equal(
	    told("en", "He got 56 months in prison.", "He got four years and eight months."), 1);
	assert_int_equal(
	    told("en", "He got 57 months in prison.", "He got four years and eight months."), 0);
	assert_int_equal(told("en", "They won 4-8 at home.", "He got 56 months."), 0);
	assert_int_equal(told("en", "He got 56 months.", "They are four years old. Eight came."), 0);
}

/* No float holds them, and each stands for any other. */
static void what_is_beyond_a_float_is_not_known(void **state)
{
	(void)state;
	static const char one[] = "It has 1 trillion trillion trillion trillion stars.";
	static const char two[] = "It has 2 trillion trillion trillion trillion stars.";

	assert_int_equal(told("en", one, two), 0);
	assert_int_equal(told("en", one, "It has 20 stars."), 0);
	assert_int_equal(told("en", "It has 20 stars.", one), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_round_number_tells_an_exact_one),
	    cmocka_unit_test(years_and_months_are_months),
	    cmocka_unit_test(what_is_beyond_a_float_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

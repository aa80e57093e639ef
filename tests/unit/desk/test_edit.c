#include "cmocka_all.h"
#include "edit.h"

static void tells_furniture_from_sentences(void **state)
{
	static const struct {
		const char *before, *after;
		bool trivial;
	} cases[] = {
	    {"Ten people died.\nUpdated 14:05", "Ten people died.\nUpdated 14:20", true},
	    {"Ten people died.\nUpdated 14:05", "Two people died.\nUpdated 14:05", false},
	    {"Ten people died.\n1,204 views", "Ten people died.\n1,377 views\n3 comments", true},
	    {"Ten  people died.", "Ten people\tdied", true},
	    {"Ten people died.", "Ten people died.\nTwo more are missing.", false},
	    {"Ten people died.\nTwo more are missing.", "Ten people died.", false},
	    {"", "", true},
	    {"", "He said \"no\"", false},
	    {"a", "one two three four five six seven eight nine ten eleven twelve thirteen", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(edit_trivial(view_of(cases[i].before), view_of(cases[i].after)),
		    cases[i].trivial);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(tells_furniture_from_sentences)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

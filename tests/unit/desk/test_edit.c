#include "cmocka_all.h"
#include "edit.h"

static bool trivial(const char *title_b, const char *b, const char *title_a, const char *a)
{
	const struct ct_story before = {.title = view_of(title_b), .text = view_of(b)};
	const struct ct_story after = {.title = view_of(title_a), .text = view_of(a)};

	bool trivial;

	assert_int_equal(edit_trivial(&before, &after, &trivial), CT_OK);
	return trivial;
}

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
		assert_int_equal(
		    trivial("Crash", cases[i].before, "Crash", cases[i].after), cases[i].trivial);
}

static void a_headline_is_no_furniture(void **state)
{
	const char *text = "Ten people died.\nUpdated 14:05";

	(void)state;
	assert_false(trivial("Ten dead", text, "Two dead", text));
	assert_false(trivial("Ten dead", "", "Two dead", ""));
	assert_false(trivial("", text, "Ten dead", text));
	assert_true(trivial("Ten dead!", text, "TEN  dead", text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_furniture_from_sentences),
	    cmocka_unit_test(a_headline_is_no_furniture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

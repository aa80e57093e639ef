#include "cmocka_all.h"

#include "roles.h"

static bool form(const char *a, const char *b)
{
	bool out = roles_form(view_of(a), view_of(b));

	assert_int_equal(roles_form(view_of(b), view_of(a)), out);
	return out;
}

static void test_forms_of_one_name(void **state)
{
	(void)state;
	assert_true(form("Kesselheim", "Kesselheim"));
	assert_true(form("Kesselheim", "Kesselheimer"));
	assert_true(form("Гайсів", "Гайсова"));
	assert_true(form("Тарма", "Тармы"));
	assert_false(form("Kesselheim", "Kesselring"));
	assert_false(form("Tarn", "Tarascon"));
	assert_false(form("Bad", "Bad"));
	assert_false(form("", ""));
}

/* і and ї begin with the same byte. */
static void test_half_a_letter_is_none(void **state)
{
	(void)state;
	assert_false(form("Буді", "Будї"));
	assert_true(form("Будиі", "Будиї"));
}

static void test_marks(void **state)
{
	static const char text[] = "The mayor, Tobias Brenk, lives in Quellmore.";
	struct ct_story s = {.text = view_of(text), .lang = VIEW_LIT("en")};
	struct doc *d = NULL;
	float rare[32] = {0};
	uint8_t out[32];
	(void)state;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_true(d->ntokens <= 32);
	for (size_t i = 0; i < d->ntokens; i++)
		rare[i] = d->tokens[i].flags & DOC_STOP ? 0 : 8;
	roles_mark(d, rare, out);
	for (size_t i = 0; i < d->ntokens; i++) {
		struct view v = doc_token_text(d, &d->tokens[i]);
		if (view_is(v, "mayor"))
			assert_true(out[i] & ROLES_BEARER);
		if (view_is(v, "Brenk"))
			assert_true(
			    (out[i] & (ROLES_NAME | ROLES_OFFICE)) == (ROLES_NAME | ROLES_OFFICE));
		if (view_is(v, "Quellmore"))
			assert_true(
			    (out[i] & (ROLES_NAME | ROLES_PLACE)) == (ROLES_NAME | ROLES_PLACE));
	}
	doc_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_forms_of_one_name),
	    cmocka_unit_test(test_half_a_letter_is_none),
	    cmocka_unit_test(test_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

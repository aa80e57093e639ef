#include <stdio.h>

#include "kin.h"
#include "match/pairing.h"

struct pair {
	struct arena *arena;
	struct profile *a, *b;
	struct kin kin;
};

static struct pair pair(const char *lang, const char *a, const char *b)
{
	struct pair p = {.arena = arena_new(1u << 20)};

	p.a = pairing_profile(lang, a, 1);
	p.b = pairing_profile(lang, b, 1);
	assert_int_equal(kin_make(p.arena, p.a, p.b, &p.kin), CT_OK);
	return p;
}

static void pair_free(struct pair *p)
{
	profile_free(p->a);
	profile_free(p->b);
	arena_free(p->arena);
}

static bool linked(const struct pair *p, const char *a, const char *b)
{
	for (size_t i = 0; i < p->kin.n; i++) {
		const struct profile_occ *oa = &p->a->occ[p->a->terms[p->kin.links[i].a].first];
		const struct profile_occ *ob = &p->b->occ[p->b->terms[p->kin.links[i].b].first];
		if (view_is(doc_token_text(p->a->doc, &p->a->doc->tokens[oa->token]), a) &&
		    view_is(doc_token_text(p->b->doc, &p->b->doc->tokens[ob->token]), b))
			return true;
	}
	return false;
}

static void test_synonyms_are_linked(void **state)
{
	(void)state;
	struct pair p = pair("en", "The purchase of the automobile was delayed.",
	    "Officials postponed buying the car because of snow.");

	assert_true(linked(&p, "automobile", "car"));
	assert_true(linked(&p, "delayed", "postponed"));
	assert_false(linked(&p, "automobile", "snow"));
	pair_free(&p);
}

static void test_words_of_one_stem_are_linked_by_spelling(void **state)
{
	(void)state;
	struct pair p = pair("pt", "O governador visitou Szczeczin e falou.",
	    "A governadora esteve em Szczecin ontem.");

	assert_true(linked(&p, "Szczeczin", "Szczecin"));
	pair_free(&p);
}

static void test_what_both_have_is_not_linked(void **state)
{
	(void)state;
	struct pair p = pair("en", "The car and the automobile crashed.", "The car stopped.");

	assert_false(linked(&p, "automobile", "car"));
	assert_false(linked(&p, "car", "car"));
	pair_free(&p);
}

static void test_a_term_is_linked_once(void **state)
{
	(void)state;
	struct pair p = pair("en", "The automobile burned; the auto was new.", "One car burned.");

	assert_int_equal(linked(&p, "automobile", "car") + linked(&p, "auto", "car"), 1);
	pair_free(&p);
}

static void test_numbers_are_themselves(void **state)
{
	(void)state;
	struct pair p = pair("en", "It cost 1234567 crowns.", "It cost 1234568 crowns.");

	assert_int_equal(p.kin.n, 0);
	pair_free(&p);
}

static void test_too_many_words_are_passed_over(void **state)
{
	(void)state;
	static char a[16000], b[16000];
	size_t na = 0, nb = 0;

	for (int i = 0; i < 1500; i++) {
		na += (size_t)snprintf(a + na, sizeof(a) - na, "qa%dz%s", i, i % 20 ? " " : ". ");
		nb += (size_t)snprintf(b + nb, sizeof(b) - nb, "qb%dz%s", i, i % 20 ? " " : ". ");
	}
	struct pair p = pair("en", a, b);

	assert_true(p.kin.n <= 400);
	pair_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_synonyms_are_linked),
	    cmocka_unit_test(test_words_of_one_stem_are_linked_by_spelling),
	    cmocka_unit_test(test_what_both_have_is_not_linked),
	    cmocka_unit_test(test_a_term_is_linked_once),
	    cmocka_unit_test(test_numbers_are_themselves),
	    cmocka_unit_test(test_too_many_words_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

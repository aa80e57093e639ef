#include "match/pairing.h"

static void test_merged_sentence_is_a_block(void **state)
{
	(void)state;
	struct pairing p = pairing_texts("en",
	    "The tanker Marlin Star ran aground. It spilled diesel near Ellery. "
	    "Nobody was hurt by the gale.",
	    "en",
	    "The tanker Marlin Star ran aground and spilled diesel near Ellery. Nobody was hurt "
	    "by the gale.");

	assert_int_equal(p.v.align.nblocks, 2);
	assert_int_equal(p.v.align.blocks[0].na, 2);
	assert_int_equal(p.v.align.blocks[0].nb, 1);
	assert_true(p.v.align.blocks[0].similarity > 0.9f);
	assert_int_equal(p.v.align.blocks[1].a, 2);
	assert_int_equal(p.v.align.blocks[1].b, 1);
	assert_true(p.v.traits.v[TRAIT_mono_a] > 0.9f);
	pairing_free(&p);
}

static void test_order_matters_to_mono_alone(void **state)
{
	(void)state;
	static const char first[] = "The tanker spilled diesel. Helicopters rescued sailors. "
				    "Volunteers collected seabirds. Fishermen blamed the harbour.";
	static const char turned[] = "Fishermen blamed the harbour. Volunteers collected seabirds. "
				     "Helicopters rescued sailors. The tanker spilled diesel.";
	struct pairing p = pairing_texts("en", turned, "en", first);

	assert_true(p.v.traits.v[TRAIT_best_a] > 0.9f);
	assert_true(p.v.traits.v[TRAIT_mono_a] < 0.5f);
	assert_int_equal(p.v.align.best_at[0], 3);
	pairing_free(&p);
}

static void test_similarity_is_a_share(void **state)
{
	(void)state;
	struct pairing p = pairing_texts("en", "Oil oil oil. Oil oil. Oil and seabirds. Oil.", "en",
	    "Oil. Seabirds and oil. Oil oil oil oil.");

	for (size_t i = 0; i < p.v.align.na; i++)
		assert_true(p.v.align.best_a[i] >= 0 && p.v.align.best_a[i] <= 1.0001f);
	for (int t = 0; t < TRAIT_COUNT; t++)
		assert_true(p.v.traits.v[t] > -100 && p.v.traits.v[t] < 100);
	pairing_free(&p);
}

static void test_facts(void **state)
{
	(void)state;
	struct pairing p = pairing_texts("en",
	    "The crew of Edna Lister numbered 23. They met Paul Verrim in Ostley.", "en",
	    "The crew of Edna Lister numbered 17. They met Paul Verrin in Ostley.");

	assert_true(p.v.facts.numbers_clash == 1);
	assert_true(p.v.facts.names_clash == 0); /* Verrim is near Verrin */
	assert_true(p.v.facts.numbers_a.kept == 0);
	assert_true(p.v.facts.names_a.kept == p.v.facts.names_a.all);
	pairing_free(&p);
}

static void test_form_filled_in_anew(void **state)
{
	(void)state;
	struct pairing p = pairing_texts("en",
	    "A quake of magnitude 4.7 struck 52 kilometres west of Port Ellery.", "en",
	    "A quake of magnitude 3.9 struck 31 kilometres west of Port Sandby.");

	assert_true(p.v.traits.v[TRAIT_contrast] < -0.1f);
	assert_true(p.v.traits.v[TRAIT_clashes] > 0.5f);
	pairing_free(&p);
}

static void test_translation_keeps_numbers_and_names(void **state)
{
	(void)state;
	static const char en[] =
	    "Three hospitals of the Harrowdale trust cancelled 1,400 appointments. "
	    "Marian Oldroyd said that 230 operations at Harrowdale were moved.";
	static const char de[] = "Drei Kliniken des Harrowdale Trust sagten 1.400 Termine ab. Laut "
				 "Marian Oldroyd wurden in Harrowdale 230 Operationen verschoben.";
	struct pairing p = pairing_texts("de", de, "en", en);

	assert_true(p.v.foreign);
	assert_true(p.v.traits.v[TRAIT_numbers_b] > 0.7f);
	assert_true(p.v.traits.v[TRAIT_sequence] > 2);
	pairing_free(&p);
}

static void test_empty_stories(void **state)
{
	(void)state;
	struct pairing p = pairing_texts("en", "", "en", "Some text.");

	assert_int_equal(p.v.align.nblocks, 0);
	assert_true(p.v.derived < 0.5);
	pairing_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_merged_sentence_is_a_block),
	    cmocka_unit_test(test_order_matters_to_mono_alone),
	    cmocka_unit_test(test_similarity_is_a_share),
	    cmocka_unit_test(test_facts),
	    cmocka_unit_test(test_form_filled_in_anew),
	    cmocka_unit_test(test_translation_keeps_numbers_and_names),
	    cmocka_unit_test(test_empty_stories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

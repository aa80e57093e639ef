#include "match/pairing.h"

/* The traits of two texts. */
static struct traits traits_of(const char *story, const char *earlier)
{
	struct pairing p = pairing_texts("en", story, "en", earlier);
	struct traits t = p.v.traits;

	pairing_free(&p);
	return t;
}

static const char first[] =
    "The tanker Marlin spilled diesel near Ellery. Helicopters rescued nine Filipino sailors. "
    "Volunteers from Penrose collected seabirds. Fishermen blamed the harbour of Quill.";

static void test_order_of_sentences(void **state)
{
	(void)state;
	static const char turned[] =
	    "Fishermen blamed the harbour of Quill. Volunteers from Penrose collected seabirds. "
	    "Helicopters rescued nine Filipino sailors. The tanker Marlin spilled diesel near "
	    "Ellery.";

	assert_true(traits_of(first, first).v[TRAIT_order] > 0.6f);
	assert_true(traits_of(turned, first).v[TRAIT_order] < -0.6f);
}

static void test_beginning(void **state)
{
	(void)state;
	static const char late[] =
	    "Nothing moved along the coast on Monday evening. Insurers expect large claims soon. "
	    "The tanker Marlin spilled diesel near Ellery.";

	assert_true(traits_of(first, first).v[TRAIT_lede] > 0.9f);
	assert_true(traits_of(late, first).v[TRAIT_lede] < 0.5f);
}

static void test_facts_that_stay_together(void **state)
{
	(void)state;
	static const char mixed[] =
	    "Marlin and Quill met Filipino Volunteers. Ellery and Penrose blamed Helicopters. "
	    "Sailors and Fishermen from Penrose spilled seabirds.";

	assert_true(
	    traits_of(first, first).v[TRAIT_grouping] > traits_of(mixed, first).v[TRAIT_grouping]);
}

static void test_speech_of_its_own(void **state)
{
	(void)state;
	static const char told[] =
	    "The mayor said: \"We will rebuild the stadium before the winter comes.\"";
	static const char other[] =
	    "The mayor said: \"Nobody warned anyone about those enormous floods upstream.\"";

	assert_true(traits_of(told, told).v[TRAIT_speech_new] < 0.01f);
	assert_true(traits_of(other, told).v[TRAIT_speech_new] > 1);
	assert_true(traits_of(told, told).v[TRAIT_speech_kept] >
		    traits_of(other, told).v[TRAIT_speech_kept]);
}

/* Two who heard the same speech; and one who took it with all the rest. */
static void test_speech_that_both_heard(void **state)
{
	(void)state;
	static const char one[] =
	    "The mayor, Edna Lister, opened the assembly in Port Ellery. \"We will rebuild the "
	    "stadium before the winter comes,\" she said. Builders doubt the calendar.";
	static const char two[] =
	    "Councillors applauded on Tuesday night. \"We will rebuild the stadium before the "
	    "winter comes,\" Lister promised. The opposition wants an audit of the bill first.";

	assert_true(traits_of(one, one).v[TRAIT_heard] < 0.01f);
	assert_true(traits_of(two, one).v[TRAIT_heard] > 2);
	assert_true(traits_of(first, one).v[TRAIT_heard] < 0.01f);
}

static void test_a_form_filled_in_anew(void **state)
{
	(void)state;
	static const char one[] = "A magnitude 4.1 earthquake struck near Ostrava on the coast.";
	static const char two[] = "A magnitude 5.6 earthquake struck near Belize on the coast.";
	static const char reworded[] =
	    "The quake close to Belize shook the shore and measured 5.6 in magnitude.";

	assert_true(traits_of(two, one).v[TRAIT_slots] > 1);
	assert_true(traits_of(one, one).v[TRAIT_slots] < 0.01f);
	assert_true(traits_of(reworded, one).v[TRAIT_slots] < 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order_of_sentences),
	    cmocka_unit_test(test_beginning),
	    cmocka_unit_test(test_facts_that_stay_together),
	    cmocka_unit_test(test_speech_of_its_own),
	    cmocka_unit_test(test_speech_that_both_heard),
	    cmocka_unit_test(test_a_form_filled_in_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

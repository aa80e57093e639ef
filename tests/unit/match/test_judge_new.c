/* What shares words, forms or subjects with earlier stories, and is new. */
#include "court.h"

#include <stdio.h>

static const char quake[] =
    "An earthquake of magnitude %s was recorded at %s on %s, %s kilometres west of %s, the Coastal "
    "Observatory reported. It had a depth of %s kilometres. The navy ruled out a tsunami. There "
    "are no reports of casualties or damage so far. The authorities ask everybody to stay calm and "
    "to follow the official channels. These data are preliminary.";

static void test_series_is_new(void **state)
{
	struct court *f = *state;
	static const char *const facts[][6] = {
	    {"3.9", "06:14", "12 May", "31", "Caleta Mansa", "44"},
	    {"4.7", "22:40", "13 May", "52", "Puerto Cardenal", "61"},
	    {"5.3", "03:05", "15 May", "78", "San Bruno", "35"},
	    {"4.1", "11:52", "19 May", "19", "Ostley Bay", "27"}};
	char text[4][800];

	for (size_t i = 0; i < 4; i++) {
		const char *const *x = facts[i];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text[i], sizeof(text[i]), quake, x[0], x[1], x[2], x[3], x[4], x[5]);
#pragma GCC diagnostic pop
		struct judgement v =
		    court_judged(f, court_story("Observatory", text[i]), (int64_t)i * HOUR, 0);
		assert_int_equal(v.verdict, CT_NEW);
		judgement_free(&v);
		court_learn(f, court_story("Observatory", text[i]), (int64_t)i * HOUR);
	}
	/* Yet a copy of one of them is a copy, and of that one. */
	struct judgement v = court_judged(f, court_story("Radio", text[2]), 5 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, 3);
	judgement_free(&v);
}

static void test_strangers_are_new(void **state)
{
	struct court *f = *state;

	court_learn(f, court_story("A", court_original), HOUR);
	struct judgement v = court_judged(f, court_story("B", court_other), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_NEW);
	assert_true(v.score < 0.2);
	judgement_free(&v);
}

static void assert_new(struct court *f, const char *source, const char *text)
{
	struct judgement v = court_judged(f, court_story(source, text), 9 * HOUR, 0);

	if (v.verdict != CT_NEW)
		fail_msg("%s (%.2f): %s", ct_verdict_name(v.verdict), v.score, text);
	assert_true(v.score < 0.5);
	judgement_free(&v);
}

static void test_short_strangers_are_new(void **state)
{
	struct court *f = *state;

	court_learn(f,
	    court_story("Board",
		"I am looking for a quiet case for a small server at home. It should "
		"hold two drives and fit on a shelf in the hallway."),
	    HOUR);
	court_learn(f,
	    court_story("Notes", "Version 0.1.3: the parser reads links of an entry again."), HOUR);
	court_learn(f,
	    court_story("Trade",
		"The ministry wants to fund new cables from April. Towns may apply "
		"for the money, and smaller firms may, too."),
	    HOUR);
	assert_new(f, "Board",
	    "Will this hardware be enough for a small server at home? It has two "
	    "drives, 16 GB of memory and a fan that is far from quiet.");
	assert_new(f, "Notes", "Version 0.1.1: handle the relation of a link of an entry.");
	assert_new(f, "Press", "The ministry has no money for new roads before April, it said.");
	assert_new(f, "Space", "A small company will fly two drives to the moon, and a server.");
}

static void test_short_copy_and_rewrite(void **state)
{
	struct court *f = *state;
	static const char brief[] =
	    "The Marlin Star, a tanker with 12,000 tonnes of diesel, ran aground near Port Ellery "
	    "on Monday and spilled 300 tonnes of fuel oil, the coastguard said. Two helicopters "
	    "lifted off all 23 of the crew.";

	court_learn(f, court_story("Z", court_other), HOUR);
	uint32_t first = court_learn(f, court_story("A", brief), HOUR);
	struct judgement v = court_judged(f, court_story("B", brief), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	judgement_free(&v);
	v = court_judged(f,
	    court_story("C",
		"Port Ellery: some 300 tonnes of fuel oil spilled when the tanker Marlin "
		"Star, carrying 12,000 tonnes of diesel, ran aground on Monday. Helicopters "
		"lifted off the crew of 23, the coastguard said."),
	    2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, first);
	judgement_free(&v);
}

static void test_foreign_brief_is_new(void **state)
{
	struct court *f = *state;
	struct ct_story de = court_story("T",
	    "Die Stadtwerke bekommen vom Herbst an neues Geld, um Leitungen zu legen. Das "
	    "Ministerium in Norvane will es 2023 besser machen als im Jahr 2022.");
	de.lang = VIEW_LIT("de");

	court_learn(f, de, HOUR);
	assert_new(f, "M",
	    "This week Carla Grig of the University of Norvane is conducting a study "
	    "for 2022 and 2023 on how people chat.");
}

static void test_next_episode_is_new(void **state)
{
	struct court *f = *state;
	static const char form[] =
	    "Part %s: %s. Edda Kolling asks %s how it came about. Follow Harbour Light in the app "
	    "that you listen with, and tell a friend about us. Our members pay for this programme; "
	    "a transcript of each part and our weekly letter are found on the programme's page. "
	    "Editing by Jonas Vey and Pia Marr, sound by Old Lantern.";
	static const char *const facts[][3] = {
	    {"41", "the lighthouse that was sold by mistake", "Arne Soll"},
	    {"42", "who owns the rain over a valley", "Mirjam Okafor"},
	    {"43", "a choir that sings to bees", "Lucia Brandt"}};
	char text[3][600];

	for (size_t i = 0; i < 3; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text[i], sizeof(text[i]), form, facts[i][0], facts[i][1], facts[i][2]);
#pragma GCC diagnostic pop
		assert_new(f, "Harbour", text[i]);
		court_learn(f, court_story("Ledger", text[i]), (int64_t)i * HOUR);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    COURT_TEST(test_series_is_new),
	    COURT_TEST(test_strangers_are_new),
	    COURT_TEST(test_short_strangers_are_new),
	    COURT_TEST(test_short_copy_and_rewrite),
	    COURT_TEST(test_foreign_brief_is_new),
	    COURT_TEST(test_next_episode_is_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A story that stands reworded in a round-up. */
#include "court.h"
#include "match/pairing.h"

static const char another[] =
    "The national orchestra opened its season on Wednesday with a symphony by Ottla Wern that had "
    "lain in a drawer for 61 years. Conductor Pavel Nossik found the score in the archive of a "
    "music school in Hradec and had the missing pages of the second movement written anew by a "
    "student. The hall, whose 1,840 seats were sold out within a day, rose after the finale. "
    "Critics heard echoes of folk songs and of jazz. A recording is to appear in March, and the "
    "orchestra will take the work to nine cities, among them Lisbon and Oslo, before the summer.";

/* Other matters, and the story up to some words, in text. */
static void round_up(char *out, size_t size, const char *up_to)
{
	size_t bytes = (size_t)(strstr(court_reworded, up_to) - court_reworded);

	snprintf(out, size, "%s\n\n%s\n\n%.*s", another, court_other, (int)bytes, court_reworded);
}

/* Text that a source prints, and court_original, which source 1 had. */
static struct pairing pair_of(uint64_t source, const char *text)
{
	return pairing_of(
	    pairing_profile("en", text, source), pairing_profile("en", court_original, 1));
}

static bool found(struct pairing *t, struct passage *p)
{
	return passage_find(t->a, &t->v.align, &t->v.facts, p);
}

static void test_round_up(void **state)
{
	(void)state;
	char text[2000];
	struct passage p;
	struct profile *alone;

	round_up(text, sizeof(text), "On Ostley");
	struct pairing t = pair_of(2, text);
	assert_true(found(&t, &p));
	assert_int_equal(p.first + p.n, t.a->doc->nsentences);

	assert_int_equal(passage_profile(t.arena, t.a, &p, &alone), CT_OK);
	assert_int_equal(alone->doc->nsentences, p.n);
	assert_int_equal(alone->doc->ntitle, 0);
	assert_true(alone->doc->words < t.a->doc->words / 2);
	/* Perhaps with the sentence before, which is like it as one of two. */
	size_t first = p.n > 5;
	assert_true(view_starts(doc_sentence_text(alone->doc, &alone->doc->sentences[first]),
	    VIEW_LIT("The coastguard reported")));
	pairing_free(&t);
}

/* It is judged by itself, and likelier a copy than the whole. */
static void test_judged_alone(void **state)
{
	(void)state;
	char text[2000];

	round_up(text, sizeof(text), "On Ostley");
	struct pairing t = pair_of(2, text);
	t.v.logit = -3; /* as among many stories */
	size_t words = t.v.words;
	assert_int_equal(verify_passage(t.idf, NULL, t.a, &t.v), CT_OK);
	assert_true(t.v.passage.n > 3);
	assert_true(t.v.derived > VERIFY_DERIVED);
	assert_true(t.v.words < words);
	pairing_free(&t);
}

/* What its outlet prints again and again weighs as little in a passage as in the whole. */
static void test_forms_weigh_little(void **state)
{
	(void)state;
	char text[2000];
	struct memory *m = memory_new();

	round_up(text, sizeof(text), "On Ostley");
	struct pairing t = pair_of(2, text);
	t.v.logit = -100;
	struct verify unknown = t.v, known = t.v;
	for (int i = 0; i < 2; i++)
		memory_learn(m, t.a->source, t.a->doc);
	assert_int_equal(verify_passage(t.idf, NULL, t.a, &unknown), CT_OK);
	assert_int_equal(verify_passage(t.idf, m, t.a, &known), CT_OK);
	assert_int_equal(known.passage.n, unknown.passage.n);
	assert_true(known.judged.v[TRAIT_least] < unknown.judged.v[TRAIT_least] - 0.1f);
	memory_free(m);
	pairing_free(&t);
}

/* Nor is one sentence a passage, nor a whole story, nor what its own outlet repeats. */
static void test_none(void **state)
{
	(void)state;
	char text[2000];
	struct passage p;

	round_up(text, sizeof(text), " A storm");
	struct pairing t = pair_of(2, text);
	assert_false(found(&t, &p));
	pairing_free(&t);

	t = pair_of(2, court_reworded);
	assert_false(found(&t, &p));
	pairing_free(&t);

	round_up(text, sizeof(text), "On Ostley");
	t = pair_of(1, text);
	t.v.logit = -3;
	assert_int_equal(verify_passage(t.idf, NULL, t.a, &t.v), CT_OK);
	assert_int_equal(t.v.passage.n, 0);
	pairing_free(&t);
}

/* The rest speaks of the matter, too. */
static void test_rest_of_the_matter(void **state)
{
	(void)state;
	char text[3000];
	struct passage p;

	snprintf(text, sizeof(text),
	    "%s Fishermen of Port Ellery had warned of it. The Marlin Star was refused at "
	    "Saltmouth "
	    "in 2019, says Edna Lister, and Brandt Shipping knew. On Ostley beach nobody speaks of "
	    "anything but the coastguard and the helicopters of St Wilfrid's Hospital. What will "
	    "be "
	    "done about Norvane, nobody says.",
	    court_reworded);
	struct pairing t = pair_of(2, text);
	assert_false(found(&t, &p));
	pairing_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_up),
	    cmocka_unit_test(test_judged_alone),
	    cmocka_unit_test(test_forms_weigh_little),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_rest_of_the_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

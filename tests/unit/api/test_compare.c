#include "cmocka_all.h"

#include <locale.h>

#include "copytaster.h"

static struct ct_text text_of(const char *s)
{
	return (struct ct_text){s, strlen(s)};
}

static struct ct_story story_of(const char *text)
{
	return (struct ct_story){.text = text_of(text), .published = CT_TIME_UNKNOWN};
}

static const char original[] =
    "The harbour commission of Port Selwyn voted 7 to 4 on Tuesday to close the east dock for "
    "18 months. Engineers from Braddock Marine found 212 cracked piles during a survey in March. "
    "Repairs will cost 46 million dollars, said commission chair Lena Ortiz. "
    "Two ferry lines to Cape Dunmore will move to the fish market pier on 3 June. "
    "The dockers' union warned that 130 jobs were at risk and called a meeting for Friday. "
    "The east dock was built in 1958 and last overhauled in 1991.";

static const char reworded[] =
    "Port Selwyn is shutting its east dock for a year and a half after its harbour commission "
    "backed the plan by seven votes to four on Tuesday. A March inspection by Braddock Marine had "
    "turned up cracks in 212 of the piles underneath. Lena Ortiz, who chairs the commission, put "
    "the bill at $46 million. From 3 June passengers for Cape Dunmore will board two ferry "
    "services at the pier by the fish market. Some 130 positions could go, according to the union "
    "of the dockers, which has summoned its members for Friday. Dating from 1958, the dock had its "
    "latest refit in 1991.";

static const char other[] =
    "A village library in the hills of Orrin has begun to lend hens. Readers may keep two of them "
    "for a fortnight, with a coop, a sack of grain and a leaflet. The librarian, Agnes Mool, said "
    "the waiting list had reached 64 names within a week. The eggs belong to the borrower.";

static void test_compare(void **state)
{
	(void)state;
	struct ct_story a = story_of(original), b = story_of(reworded), c = story_of(other);
	struct ct_judgement j;
	char *why = NULL;

	assert_int_equal(ct_compare(&b, &a, &j), CT_OK);
	assert_int_equal(j.verdict, CT_REWRITTEN);
	assert_true(j.score > 0.5 && j.score <= 1);
	assert_int_equal(j.of, 0);
	assert_int_equal(strlen(j.evidence), j.evidence_size);
	assert_int_equal(j.evidence[0], '{');
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	assert_memory_equal(why, "rewritten, score ", 17);
	assert_non_null(strchr(strchr(why, '\n') + 1, '\n')); /* a reason, too */
	ct_free(why);
	ct_judgement_free(&j);

	assert_int_equal(ct_compare(&a, &a, &j), CT_OK);
	assert_int_equal(j.verdict, CT_REPUBLISHED);
	assert_true(j.score > 0.9);
	ct_judgement_free(&j);

	assert_int_equal(ct_compare(&c, &a, &j), CT_OK);
	assert_int_equal(j.verdict, CT_NEW);
	assert_true(j.score < 0.1);
	ct_judgement_free(&j);
	ct_judgement_free(&j); /* twice does no harm */
	ct_judgement_free(NULL);
}

static void test_compare_nothing(void **state)
{
	(void)state;
	struct ct_story nothing = {.published = CT_TIME_UNKNOWN}, a = story_of(original);
	struct ct_judgement j;

	assert_int_equal(ct_compare(&nothing, &a, &j), CT_OK);
	assert_int_equal(j.verdict, CT_NEW);
	ct_judgement_free(&j);
	assert_int_equal(ct_compare(&a, &nothing, &j), CT_OK);
	assert_int_equal(j.verdict, CT_NEW);
	ct_judgement_free(&j);
	assert_int_equal(ct_compare(&nothing, &nothing, &j), CT_OK);
	ct_judgement_free(&j);
}

/* Evidence is the same under the decimal comma, and under a point of two bytes. */
static void test_locale(void **state)
{
	(void)state;
	static const char *const names[] = {"de_DE.UTF-8", "ps_AF.UTF-8"};
	struct ct_story a = story_of(original), b = story_of(reworded);
	struct ct_judgement here, there;
	char *why = NULL;
	size_t n = 0;

	assert_int_equal(ct_compare(&b, &a, &here), CT_OK);
	for (size_t i = 0; i < COUNT(names); i++) {
		if (setlocale(LC_NUMERIC, names[i]) == NULL)
			continue;
		n++;
		assert_int_equal(ct_compare(&b, &a, &there), CT_OK);
		assert_int_equal(ct_explain(&there, &why), CT_OK);
		setlocale(LC_NUMERIC, "C");
		assert_string_equal(there.evidence, here.evidence);
		assert_memory_equal(why, "rewritten, score ", 17);
		assert_int_equal(why[18], '.');
		ct_free(why);
		ct_judgement_free(&there);
	}
	ct_judgement_free(&here);
	if (n == 0)
		skip();
}

/* --- a stream --- */

struct shelf {
	struct ct_story stories[4];
	uint32_t gone; /* no longer there */
	enum ct_err fails;
};

static enum ct_err load(void *ctx, uint32_t number, struct ct_story *out)
{
	struct shelf *s = ctx;

	if (s->fails != CT_OK)
		return s->fails;
	if (number == 0 || number >= COUNT(s->stories) || number == s->gone)
		return CT_EINVAL;
	*out = s->stories[number];
	return CT_OK;
}

static void expect(struct ct_judge *j, const struct ct_story *s, int64_t now, int64_t window,
    enum ct_verdict verdict, uint32_t of)
{
	struct ct_judgement v;

	assert_int_equal(ct_judge_story(j, s, now, window, &v), CT_OK);
	assert_int_equal(v.verdict, verdict);
	assert_int_equal(v.of, of);
	ct_judgement_free(&v);
}

static void test_judge(void **state)
{
	(void)state;
	struct shelf shelf = {.stories = {{.published = 0}, story_of(other), story_of(original)}};
	struct ct_story b = story_of(reworded);
	struct ct_judge *j = ct_judge_new(&(struct ct_stories){.ctx = &shelf, .load = load});

	assert_non_null(j);
	expect(j, &b, 1000, 3600, CT_NEW, 0);
	expect(j, &b, 1000, 3600, CT_NEW, 0); /* to judge is not to learn */
	assert_int_equal(ct_judge_learn(j, 1, 1000, &shelf.stories[1]), CT_OK);
	assert_int_equal(ct_judge_learn(j, 2, 1010, &shelf.stories[2]), CT_OK);
	expect(j, &b, 1060, 3600, CT_REWRITTEN, 2);
	expect(j, &shelf.stories[2], 1060, 3600, CT_REPUBLISHED, 2);
	expect(j, &b, 1000000, 3600, CT_NEW, 0); /* out of the window */
	expect(j, &b, 1000000, 0, CT_REWRITTEN, 2);
	ct_judge_free(j);
	ct_judge_free(NULL);
}

static void test_learn_numbers(void **state)
{
	(void)state;
	struct shelf shelf = {.stories = {{.published = 0}, story_of(other), story_of(original)}};
	struct ct_judge *j = ct_judge_new(&(struct ct_stories){.ctx = &shelf, .load = load});

	assert_non_null(j);
	assert_int_equal(ct_judge_learn(j, 0, 1000, &shelf.stories[1]), CT_EINVAL);
	assert_int_equal(ct_judge_learn(j, 2, 1000, &shelf.stories[2]), CT_OK);
	assert_int_equal(ct_judge_learn(j, 2, 1000, &shelf.stories[2]), CT_EINVAL);
	assert_int_equal(ct_judge_learn(j, 1, 1000, &shelf.stories[1]), CT_EINVAL);
	expect(j, &shelf.stories[2], 1001, 10, CT_REPUBLISHED, 2);
	ct_judge_free(j);
}

/* Until only load can tell what the first story was: the judge keeps the latest. */
static void learn_many_others(struct ct_judge *j)
{
	static const struct ct_story dash = {.title = {"-", 1}, .published = CT_TIME_UNKNOWN};
	struct ct_judgement v;

	for (uint32_t i = 2; i < 20000; i++) {
		assert_int_equal(ct_judge_learn(j, i, 1000, &dash), CT_OK);
		if (i % 100 == 0) {
			assert_int_equal(ct_judge_story(j, &dash, 1000, 1, &v), CT_OK);
			ct_judgement_free(&v);
		}
	}
}

/* What was made of a story is not taken for another's that differs in its language or
 * its time alone. */
static void test_judge_twice(void **state)
{
	(void)state;
	static const char german[] =
	    "Der Hafenausschuss von Selwyn hat am Dienstag mit 7 zu 4 Stimmen beschlossen, das "
	    "Ostdock f\xc3\xbcr 18 Monate zu schlie\xc3\x9f"
	    "en. Ingenieure fanden 212 rissige "
	    "Pf\xc3\xa4hle.";
	struct shelf shelf = {.stories = {{.published = 0}, story_of(german)}};
	struct ct_story s = story_of(german);
	struct ct_judge *j = ct_judge_new(&(struct ct_stories){.ctx = &shelf, .load = load});
	struct ct_judgement first, second;

	assert_non_null(j);
	assert_int_equal(ct_judge_learn(j, 1, 1000, &s), CT_OK);
	s.lang = text_of("en");
	assert_int_equal(ct_judge_story(j, &s, 1001, 0, &first), CT_OK);
	s.lang = text_of("de");
	assert_int_equal(ct_judge_story(j, &s, 1001, 0, &second), CT_OK);
	assert_true(first.score < second.score);
	assert_int_equal(second.verdict, CT_REPUBLISHED);
	ct_judgement_free(&first);
	ct_judgement_free(&second);
	ct_judge_free(j);
}

static void test_load_fails(void **state)
{
	(void)state;
	struct shelf shelf = {.stories = {{.published = 0}, story_of(original)}};
	struct ct_story b = story_of(reworded);
	struct ct_judge *j = ct_judge_new(&(struct ct_stories){.ctx = &shelf, .load = load});
	struct ct_judgement v = {.of = 77};

	assert_non_null(j);
	assert_int_equal(ct_judge_learn(j, 1, 1000, &shelf.stories[1]), CT_OK);
	learn_many_others(j);
	shelf.fails = CT_EIO;
	assert_int_equal(ct_judge_story(j, &b, 1001, 100, &v), CT_EIO);
	assert_int_equal(v.of, 77); /* untouched */
	shelf.fails = CT_OK;
	shelf.gone = 1;
	expect(j, &b, 1001, 100, CT_NEW, 0);
	shelf.gone = 0;
	expect(j, &b, 1001, 100, CT_REWRITTEN, 1);
	ct_judge_free(j);
}

static void test_judge_without_stories(void **state)
{
	(void)state;
	struct ct_story a = story_of(original);
	struct ct_judge *j = ct_judge_new(NULL);

	assert_non_null(j);
	assert_int_equal(ct_judge_learn(j, 1, 1000, &a), CT_OK);
	assert_int_equal(ct_judge_learn(j, 2, 1000, &a), CT_OK);
	ct_judge_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_compare),
	    cmocka_unit_test(test_compare_nothing),
	    cmocka_unit_test(test_locale),
	    cmocka_unit_test(test_judge),
	    cmocka_unit_test(test_learn_numbers),
	    cmocka_unit_test(test_judge_twice),
	    cmocka_unit_test(test_load_fails),
	    cmocka_unit_test(test_judge_without_stories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

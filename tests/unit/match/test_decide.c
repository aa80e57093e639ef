#include "cmocka_all.h"

#include <math.h>

#include "decide.h"

#define CHAINED 0.99f

/* A candidate of a long text, likely a copy with probability p. */
static struct verify like(uint32_t story, uint32_t family, double p, float link)
{
	struct verify v = {.story = story, .family = family, .link = link, .derived = p};

	v.words = 400;
	v.whole = 1;
	v.logit = (float)log(p / (1 - p));
	return v;
}

static void test_nothing_like_it(void **state)
{
	(void)state;
	struct verify v[] = {like(1, 1, 0.2, 0), like(2, 2, 0.1, 0)};
	struct decision d = decide(v, COUNT(v));

	assert_int_equal(d.verdict, CT_NEW);
	assert_int_equal(d.of, 0);
	assert_ptr_equal(d.match, &v[0]);
	assert_int_equal(decide(v, 0).verdict, CT_NEW);
	assert_null(decide(v, 0).match);
}

static void test_best_evidence_not_the_first(void **state)
{
	(void)state;
	/* Both would do; the second's family is far better founded. */
	struct verify v[] = {like(1, 1, 0.9, 0), like(2, 2, 0.9995, 0)};
	struct decision d = decide(v, COUNT(v));

	assert_int_equal(d.of, 2);
	assert_float_equal(d.score, 0.9995, 1e-6);
}

static void test_equals_go_to_the_earlier(void **state)
{
	(void)state;
	struct verify v[] = {like(5, 5, 0.9, 0), like(2, 2, 0.9, 0)};

	assert_int_equal(decide(v, COUNT(v)).of, 2);
}

static void test_family_first(void **state)
{
	(void)state;
	/* Of a copy: named, and shown beside it, is what was copied. */
	struct verify v[] = {like(7, 3, 0.99, CHAINED), like(3, 3, 0.6, 0)};
	struct decision d = decide(v, COUNT(v));

	assert_int_equal(d.of, 3);
	assert_int_equal(d.match->story, 3);
	assert_float_equal(d.score, 0.99, 1e-6);

	/* Unlike the first: the link decides. */
	v[1] = like(3, 3, 0.3, 0);
	d = decide(v, COUNT(v));
	assert_int_equal(d.of, 3);
	assert_int_equal(d.match->story, 7);
	v[0].link = 0.6f;
	d = decide(v, COUNT(v));
	assert_int_equal(d.of, 7);
	assert_int_equal(d.match->story, 7);
}

/* A link that is not sure is not handed down, unless the first does about as well. */
static void test_mistaken_link(void **state)
{
	(void)state;
	struct verify v[] = {like(7, 3, 0.9995, 0.8f), like(3, 3, 0.9, 0)};

	assert_int_equal(decide(v, COUNT(v)).of, 7);
	v[1] = like(3, 3, 0.99, 0);
	assert_int_equal(decide(v, COUNT(v)).of, 3);
	v[1] = like(3, 3, 0.9, 0);
	v[0].link = CHAINED;
	assert_int_equal(decide(v, COUNT(v)).of, 3);
}

static void test_word_for_word_from_a_copy(void **state)
{
	(void)state;
	/* A rewrite of 3, printed again: republished, though 3 was reworded. */
	struct verify v[] = {like(7, 3, 0.99, CHAINED), like(3, 3, 0.9, 0)};

	v[0].judged.v[TRAIT_verbatim_a] = 0.98f;
	struct decision d = decide(v, COUNT(v));
	assert_int_equal(d.verdict, CT_REPUBLISHED);
	assert_int_equal(d.of, 3);
	assert_int_equal(d.match->story, 7);
}

static void test_unknown_families(void **state)
{
	(void)state;
	struct verify v[] = {like(9, 0, 0.999, 0), like(4, 0, 0.99, 0), like(1, 0, 0.6, 0)};

	assert_int_equal(decide(v, COUNT(v)).of, 4);
}

/* 8 is the source's own, nearly as near as 3, another's: its own coverage, unless 8
 * was itself taken from there. */
static void test_own_coverage(void **state)
{
	(void)state;
	struct verify v[] = {like(3, 3, 0.9, 0), like(8, 8, 0.1, 0)};

	v[0].logit = 2.5f;
	v[1].logit = 2;
	v[1].prior = -5;
	v[1].own = v[1].same_source = true;
	assert_int_equal(decide(v, COUNT(v)).verdict, CT_NEW);
	v[1].family = 3;
	v[1].link = 0.8f;
	assert_int_equal(decide(v, COUNT(v)).of, 3);
	/* 3 is the source's own, too. */
	v[0].same_source = true;
	assert_int_equal(decide(v, COUNT(v)).verdict, CT_NEW);
}

/* 9 copied 8, the source's own, which is not near. */
static void test_own_coverage_copied(void **state)
{
	(void)state;
	struct verify v[] = {like(9, 8, 0.8, CHAINED), like(8, 8, 0.1, 0)};

	v[1].own = v[1].same_source = true;
	v[1].prior = -5;
	assert_int_equal(decide(v, COUNT(v)).verdict, CT_NEW);
	/* All that speaks against 8 speaks against its copy; where that is another's, less. */
	v[0] = like(9, 8, 0.98, CHAINED);
	assert_int_equal(decide(v, COUNT(v)).verdict, CT_NEW);
	v[0] = like(9, 9, 0.98, 0);
	v[1].logit = 3;
	assert_int_equal(decide(v, COUNT(v)).of, 9);
	v[1].logit = -2.2f;
	/* The story is nearer to 9 than any further entry would be. */
	v[0] = like(9, 8, 0.999, CHAINED);
	assert_int_equal(decide(v, COUNT(v)).of, 8);
	v[0] = like(9, 9, 0.8, 0);
	assert_int_equal(decide(v, COUNT(v)).of, 9);
}

static struct verify form(uint32_t story, uint32_t family, double p)
{
	struct verify v = like(story, family, p, CHAINED);

	v.judged.v[TRAIT_contrast] = -0.3f;
	return v;
}

static void test_a_form_is_one_of_many(void **state)
{
	(void)state;
	/* The wording of 3 with other facts: a bad copy, unless others filled it in, too. */
	struct verify alone[] = {form(3, 3, 0.7)};
	struct verify copied[] = {form(3, 3, 0.7), form(4, 3, 0.6), like(5, 5, 0.2, 0)};
	struct verify many[] = {form(3, 3, 0.7), form(5, 5, 0.2)};
	struct verify own[] = {form(3, 3, 0.7), like(5, 5, 0.2, 0)};
	struct verify unknown[] = {form(3, 0, 0.7)};

	own[1].same_source = true;
	assert_int_equal(decide(alone, COUNT(alone)).of, 3);
	assert_int_equal(decide(copied, COUNT(copied)).of, 3);
	assert_int_equal(decide(many, COUNT(many)).verdict, CT_NEW);
	assert_int_equal(decide(own, COUNT(own)).verdict, CT_NEW);
	assert_int_equal(decide(unknown, COUNT(unknown)).verdict, CT_NEW);
	/* What the source took from 3 is no other entry. */
	own[1] = like(5, 3, 0.2, CHAINED);
	own[1].same_source = true;
	assert_int_equal(decide(own, COUNT(own)).of, 3);
	many[1] = form(5, 5, 0.001);
	assert_int_equal(decide(many, COUNT(many)).of, 3);
}

/* Candidates are called in by and by, and decided on each time. */
static void test_deciding_again_changes_nothing(void **state)
{
	(void)state;
	struct verify v[] = {form(3, 3, 0.9), form(5, 5, 0.8)};
	double score = decide(v, COUNT(v)).score;

	assert_true(score < 0.8);
	assert_float_equal(decide(v, COUNT(v)).score, score, 1e-9);
}

/* Near, and no copy; with these log odds of one matter. */
static struct verify of_event(uint32_t story, uint32_t cluster, float matter)
{
	struct verify v = like(story, story, 0.01, 0);

	v.cluster = cluster;
	v.near = v.weighed = true;
	v.matter = matter;
	return v;
}

static void test_one_story_alone_does_not_speak_for_its_event(void **state)
{
	(void)state;
	struct verify lone[] = {of_event(1, 1, 1), of_event(2, 2, -6), of_event(3, 3, -6)};
	struct verify split[] = {of_event(1, 1, 1), of_event(2, 1, -6), of_event(3, 1, -6)};
	struct verify sure[] = {of_event(1, 1, 1), of_event(2, 1, 0.5f), of_event(3, 1, -1)};
	struct verify strangers[] = {of_event(1, 0, 1), of_event(2, 0, -6), of_event(3, 0, -6)};

	assert_int_equal(decide(lone, COUNT(lone)).verdict, CT_RELATED);
	assert_int_equal(decide(lone, COUNT(lone)).of, 1);
	assert_int_equal(decide(split, COUNT(split)).verdict, CT_NEW);
	assert_int_equal(decide(sure, COUNT(sure)).verdict, CT_RELATED);
	assert_int_equal(decide(strangers, COUNT(strangers)).verdict, CT_RELATED);
}

static void test_what_was_not_weighed_is_no_event(void **state)
{
	(void)state;
	struct verify v = of_event(1, 1, 3);

	v.weighed = false;
	assert_int_equal(decide(&v, 1).verdict, CT_NEW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_like_it),
	    cmocka_unit_test(test_best_evidence_not_the_first),
	    cmocka_unit_test(test_equals_go_to_the_earlier),
	    cmocka_unit_test(test_family_first),
	    cmocka_unit_test(test_mistaken_link),
	    cmocka_unit_test(test_word_for_word_from_a_copy),
	    cmocka_unit_test(test_unknown_families),
	    cmocka_unit_test(test_own_coverage),
	    cmocka_unit_test(test_own_coverage_copied),
	    cmocka_unit_test(test_a_form_is_one_of_many),
	    cmocka_unit_test(test_deciding_again_changes_nothing),
	    cmocka_unit_test(test_one_story_alone_does_not_speak_for_its_event),
	    cmocka_unit_test(test_what_was_not_weighed_is_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

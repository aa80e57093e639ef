/* Two stories held against each other, and what is shown of it. */
#include "court.h"

static void test_evidence_of_new_is_small(void **state)
{
	struct court *f = *state;

	court_learn(f, court_story("A", court_original), HOUR);
	struct judgement v = court_judged(f, court_story("B", court_other), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_NEW);
	assert_true(v.evidence.n < 300);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(o, "reasons")) >= 1);
	assert_int_equal(json_array_size(json_object_get(o, "sentences")), 0);
	json_decref(o);
	judgement_free(&v);
}

static void test_pair(void **state)
{
	struct court *f = *state;
	struct ct_story a = court_story("A", court_original), b = court_story("B", court_reworded),
			c = court_story("C", court_other);
	struct judgement v;

	assert_int_equal(judge_pair(f->judge, &b, 0, &a, &v), CT_OK);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	judgement_free(&v);
	assert_int_equal(judge_pair(f->judge, &c, 0, &a, &v), CT_OK);
	assert_int_equal(v.verdict, CT_NEW);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(json_object_get(o, "names"), "new")) > 0);
	json_decref(o);
	judgement_free(&v);
}

/* A sentence is like two there, or two are like one, for the sake of one of them:
 * none is shown opposite another that it shares no word with. */
static void test_sentences_shown_share_a_word(void **state)
{
	struct court *f = *state;
	struct ct_story a = court_story("A",
	    "Drivers were sent over the old road bridge at Pell, where queues reached seven "
	    "kilometres by breakfast.\n\nSome 29,000 vehicles cross the Aldermoor every day.\n\n"
	    "The chief engineer, Samir Voss, said that the cable had rusted for years.\n\n"
	    "The council meets on Tuesday to talk about money for the repair of the towers.");
	struct ct_story b = court_story("B",
	    "The cannery sent its early shift home. Some 29,000 vehicles cross the Aldermoor on "
	    "a working day.\n\nIn Pell residents brought tea to drivers in a queue that reached "
	    "seven kilometres from the old road bridge. Employers began to do sums.\n\nSamir Voss, "
	    "the chief engineer, had asked for dry air three times. Nobody would pay.");
	struct judgement v;
	size_t i;
	json_t *one;

	assert_int_equal(judge_pair(f->judge, &b, 0, &a, &v), CT_OK);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	json_t *sentences = json_object_get(o, "sentences");
	assert_true(json_array_size(sentences) >= 3);
	json_array_foreach(sentences, i, one)
	    assert_true(json_array_size(json_object_get(one, "shared")) > 0);
	json_decref(o);
	judgement_free(&v);
}

static bool same_judgement(const struct judgement *a, const struct judgement *b)
{
	return a->verdict == b->verdict && a->score == b->score && a->of == b->of &&
	       view_eq(buf_view(&a->evidence), buf_view(&b->evidence)) &&
	       view_eq(buf_view(&a->kept), buf_view(&b->kept));
}

/* The profile that is at hand, the one that is loaded and the one that is made say the
 * same. */
static void test_pair_with_a_number(void **state)
{
	struct court *f = *state;
	struct ct_story a = court_story("A", court_original), b = court_story("B", court_reworded);
	struct judgement made, v;

	assert_int_equal(judge_pair(f->judge, &b, 0, &a, &made), CT_OK);
	f->stories[++f->n] = a;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(judge_pair(f->judge, &b, f->n, NULL, &v), CT_OK);
		assert_true(same_judgement(&v, &made));
		judgement_free(&v);
	}
	assert_int_equal(judge_pair(f->judge, &b, f->n + 1, &a, &v), CT_OK);
	assert_true(same_judgement(&v, &made));
	judgement_free(&v);
	assert_int_equal(judge_pair(f->judge, &b, f->n + 2, NULL, &v), CT_EINVAL);
	judgement_free(&made);
}

static void test_a_story_made_ready(void **state)
{
	struct court *f = *state;
	struct ct_story b = court_story("B", court_reworded);
	struct normalizer *z = normalizer_new();
	struct profile *p = NULL;
	struct fingerprint fp, same = court_print(&b);
	struct judgement v;

	court_learn(f, court_story("A", court_original), HOUR);
	struct judgement made = court_judged(f, b, 2 * HOUR, 0);
	/* One that is handed in and not judged leaves no trace. */
	struct ct_story c = court_story("C", court_other);
	assert_int_equal(judge_prepare(z, &c, NULL, &p), CT_OK);
	judge_hand(f->judge, &c, &p);
	assert_null(p);
	assert_int_equal(judge_prepare(z, &b, &fp, &p), CT_OK);
	assert_memory_equal(fp.body, same.body, sizeof(fp.body));
	judge_hand(f->judge, &b, &p);
	assert_int_equal(judge_story(f->judge, &b, &fp, 2 * HOUR, WINDOW, 0, &v), CT_OK);
	assert_true(same_judgement(&v, &made));
	judgement_free(&v);
	judgement_free(&made);
	normalizer_free(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    COURT_TEST(test_evidence_of_new_is_small),
	    COURT_TEST(test_pair),
	    COURT_TEST(test_sentences_shown_share_a_word),
	    COURT_TEST(test_pair_with_a_number),
	    COURT_TEST(test_a_story_made_ready),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

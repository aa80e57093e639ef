/* Stories judged as they come: copies, rewrites, originals that come late. */
#include "court.h"

static void test_first_story_is_new(void **state)
{
	struct judgement v = court_judged(*state, court_story("A", court_original), HOUR, 0);

	assert_int_equal(v.verdict, CT_NEW);
	assert_int_equal(v.of, 0);
	assert_true(v.score < 0.1);
	judgement_free(&v);
}

static void test_copy_is_republished(void **state)
{
	struct court *f = *state;

	court_learn(f, court_story("Z", court_other), HOUR);
	uint32_t first = court_learn(f, court_story("A", court_original), HOUR);
	struct judgement v = court_judged(f, court_story("B", court_original), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, first);
	assert_true(v.score > 0.9);
	judgement_free(&v);
}

static void test_excerpt_is_republished(void **state)
{
	struct court *f = *state;
	char text[330];

	snprintf(text, sizeof(text), "%.320s [...]", court_original);
	uint32_t first = court_learn(f, court_story("A", court_original), HOUR);
	struct judgement v = court_judged(f, court_story("B", text), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, first);
	judgement_free(&v);
}

static void test_rewrite_is_found(void **state)
{
	struct court *f = *state;
	uint32_t first = court_learn(f, court_story("A", court_original), HOUR);
	struct judgement v = court_judged(f, court_story("B", court_reworded), 2 * HOUR, 0);

	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, first);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	json_t *sentences = json_object_get(o, "sentences");
	assert_true(json_array_size(sentences) >= 6);
	assert_true(json_array_size(json_object_get(json_object_get(o, "quotes"), "shared")) == 1);
	assert_true(json_array_size(json_object_get(json_object_get(o, "names"), "new")) == 0);
	json_decref(o);
	judgement_free(&v);
}

static void test_first_of_the_family_is_named(void **state)
{
	struct court *f = *state;
	uint32_t first = court_learn(f, court_story("A", court_original), HOUR);

	court_learn(f, court_story("B", court_original), 2 * HOUR);
	struct judgement v = court_judged(f, court_story("C", court_original), 3 * HOUR, 0);
	assert_int_equal(v.of, first);
	judgement_free(&v);
}

static void test_original_after_its_copy(void **state)
{
	struct court *f = *state;
	uint32_t copy = court_learn(f, court_story("A", court_reworded), 9 * HOUR);

	court_learn(f, court_story("Z", court_other), 9 * HOUR);
	f->kin[copy] = (struct candidates_kin){copy, 0, 8 * HOUR, copy};
	struct judgement v = court_judged(f, court_story("B", court_original), 10 * HOUR, 7 * HOUR);
	assert_int_equal(v.verdict, CT_NEW);
	assert_int_equal(v.of, 0);
	assert_true(v.score < 0.1);
	assert_int_equal(v.ncorrects, 1);
	assert_int_equal(v.corrects[0], copy);
	assert_int_equal(v.nearest, copy);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(o, "sentences")) > 2);
	json_decref(o);
	judgement_free(&v);

	/* Told at the same time or later it is the copy, as it came later. */
	v = court_judged(f, court_story("B", court_original), 10 * HOUR, 8 * HOUR);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, copy);
	assert_int_equal(v.ncorrects, 0);
	judgement_free(&v);
}

/* The excerpt that came first is no source of the whole. */
static void test_original_after_its_excerpt(void **state)
{
	struct court *f = *state;
	char half[sizeof(court_original)];

	memcpy(half, court_original, sizeof(court_original));
	*strstr(half, "\n\nHarbour master") = '\0';
	uint32_t excerpt = court_learn(f, court_story("A", half), 9 * HOUR);
	f->kin[excerpt] = (struct candidates_kin){excerpt, 0, 8 * HOUR, excerpt};
	struct judgement v = court_judged(f, court_story("B", court_original), 10 * HOUR, 7 * HOUR);
	assert_int_equal(v.verdict, CT_NEW);
	assert_int_equal(v.ncorrects, 1);
	judgement_free(&v);
}

/* A copy that is told before it, too, makes it a copy; nothing is corrected. */
static void test_late_but_not_the_first(void **state)
{
	struct court *f = *state;
	uint32_t first = court_learn(f, court_story("A", court_original), 8 * HOUR);
	uint32_t later = court_learn(f, court_story("C", court_reworded), 9 * HOUR);

	f->kin[first] = (struct candidates_kin){first, 0, 6 * HOUR, first};
	f->kin[later] = (struct candidates_kin){first, 0.99f, 9 * HOUR, first};
	struct judgement v = court_judged(f, court_story("B", court_reworded), 10 * HOUR, 7 * HOUR);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, first);
	assert_int_equal(v.ncorrects, 0);
	judgement_free(&v);
}

static void test_window(void **state)
{
	struct court *f = *state;

	court_learn(f, court_story("A", court_original), HOUR);
	struct judgement v =
	    court_judged(f, court_story("B", court_original), HOUR + WINDOW + 1, 0);
	assert_int_equal(v.verdict, CT_NEW);
	judgement_free(&v);
}

static void test_empty_and_tiny(void **state)
{
	struct court *f = *state;
	static const char *const texts[] = {
	    "", "Yes.", "\n\n\n", "Breaking news", "5 5 5 5 5 5 5 5 5"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct judgement v = court_judged(f, court_story("A", texts[i]), HOUR, 0);
		judgement_free(&v);
		court_learn(f, court_story("A", texts[i]), HOUR);
	}
}

/* The same sentence a thousand times: bounded work, bounded evidence. */
static void test_hostile_repetition(void **state)
{
	struct court *f = *state;
	size_t n = 60000;
	char *text = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		text[i] = "Witkoff met \x01\x02\"Putin\" 44 times. "[i % 31];
	text[n] = '\0';
	court_learn(f, court_story("A", text), HOUR);
	struct judgement v = court_judged(f, court_story("B", text), HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	judgement_free(&v);
	free(text);
	f->stories[1].text = (struct view){NULL, 0};
}

static void test_save_and_load(void **state)
{
	struct court *f = *state;
	struct buf saved = BUF_INIT(16u << 20), again = BUF_INIT(16u << 20);

	court_learn(f, court_story("A", court_original), HOUR);
	judge_save(f->judge, &saved);
	assert_int_equal(saved.err, CT_OK);
	struct judge *j = judge_new(NULL);
	assert_int_equal(judge_load(j, buf_view(&saved)), CT_OK);
	judge_save(j, &again);
	assert_true(view_eq(buf_view(&saved), buf_view(&again)));
	/* Cut off or broken bytes change nothing. */
	assert_int_not_equal(judge_load(j, view_sub(buf_view(&saved), 0, saved.n / 2)), CT_OK);
	assert_int_not_equal(judge_load(j, VIEW_LIT("nonsense")), CT_OK);
	buf_clear(&again);
	judge_save(j, &again);
	assert_true(view_eq(buf_view(&saved), buf_view(&again)));
	judge_free(j);
	buf_free(&saved);
	buf_free(&again);
}

/* The last first, by turns in either lane. */
static void backwards(
    void *crew, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg)
{
	*(size_t *)crew += n;
	while (n-- > 0)
		work(arg, n & 1, n);
}

/* Whatever the threads do, the verdict is one. */
static void test_side_by_side_is_as_one_by_one(void **state)
{
	static const char *const texts[] = {
	    court_original, court_reworded, court_other, court_original, court_reworded};
	struct court *f = *state;
	size_t done = 0;
	struct judge *two = judge_new(
	    &(struct judge_stories){f, court_load, court_kin, {&done, backwards, NULL, NULL}});

	assert_non_null(two);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct ct_story s = court_story("A", texts[i]);
		struct fingerprint fp = court_print(&s);
		struct judgement b;

		struct judgement a = court_judged(f, s, HOUR, 0);
		assert_int_equal(judge_story(two, &s, &fp, HOUR, WINDOW, 0, &b), CT_OK);
		assert_int_equal(a.verdict, b.verdict);
		assert_true(a.score == b.score);
		assert_int_equal(a.of, b.of);
		assert_true(view_eq(buf_view(&a.evidence), buf_view(&b.evidence)));
		judgement_free(&a);
		judgement_free(&b);
		uint32_t n = court_learn(f, s, HOUR);
		assert_int_equal(judge_learn(two, n, HOUR, &s, &fp), CT_OK);
	}
	assert_true(done > 3);
	judge_free(two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    COURT_TEST(test_first_story_is_new),
	    COURT_TEST(test_copy_is_republished),
	    COURT_TEST(test_excerpt_is_republished),
	    COURT_TEST(test_rewrite_is_found),
	    COURT_TEST(test_first_of_the_family_is_named),
	    COURT_TEST(test_original_after_its_copy),
	    COURT_TEST(test_original_after_its_excerpt),
	    COURT_TEST(test_late_but_not_the_first),
	    COURT_TEST(test_window),
	    COURT_TEST(test_empty_and_tiny),
	    COURT_TEST(test_hostile_repetition),
	    COURT_TEST(test_save_and_load),
	    COURT_TEST(test_side_by_side_is_as_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

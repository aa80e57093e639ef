#include "store_fixture.h"

static enum ct_err correct(struct fixture *f, struct store_correction *c, enum ct_verdict verdict,
    double score, struct view evidence)
{
	const struct store_story now = {.verdict = verdict, .score = score, .evidence = evidence};

	return store_story_correct(f->s, c, &now);
}

static void a_correction_is_kept_with_what_was(void **state)
{
	struct fixture *f = *state;
	struct store_counts counts;
	struct store_correction c, got;
	struct store_story row;
	int64_t ids[4];
	size_t n = 99;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	int64_t copy = fixture_add(f, feed, 1, 5, CT_NEW);
	int64_t original = fixture_add(f, feed, 2, 6, CT_NEW);
	assert_int_equal(store_correction_get(f->s, copy, &got), CT_EINVAL);
	c = (struct store_correction){.story = copy, .by = original, .time = 7};
	assert_int_equal(correct(f, &c, CT_REWRITTEN, 0.875, VIEW_LIT("{\"a\":1}")), CT_OK);
	assert_int_equal(c.verdict, CT_NEW);
	assert_int_equal(c.of, 0);
	fixture_commit(f);
	fixture_reopen(f);

	assert_int_equal(store_story_get(f->s, copy, true, f->a, &row), CT_OK);
	assert_int_equal(row.verdict, CT_REWRITTEN);
	assert_true(row.score == 0.875);
	assert_int_equal(row.of, original);
	assert_int_equal(row.family, original);
	assert_true(view_is(row.evidence, "{\"a\":1}"));
	assert_int_equal(store_correction_get(f->s, copy, &got), CT_OK);
	assert_int_equal(got.by, original);
	assert_int_equal(got.time, 7);
	assert_int_equal(got.verdict, CT_NEW);
	assert_int_equal(store_correction_list(f->s, original, ids, 4, &n), CT_OK);
	assert_int_equal(n, 1);
	assert_int_equal(ids[0], copy);
	assert_int_equal(store_correction_list(f->s, copy, ids, 4, &n), CT_OK);
	assert_int_equal(n, 0);
	assert_int_equal(store_counts(f->s, &counts), CT_OK);
	assert_int_equal(counts.by_verdict[CT_NEW], 1);
	assert_int_equal(counts.by_verdict[CT_REWRITTEN], 1);
	assert_int_equal(counts.corrected, 1);
	fixture_check(f);
}

static void what_is_not_there_is_not_corrected(void **state)
{
	struct fixture *f = *state;
	struct store_correction c = {.story = 9, .by = 1};

	fixture_begin(f);
	assert_int_equal(correct(f, &c, CT_REWRITTEN, 1, VIEW_LIT("{}")), CT_EINVAL);
	assert_int_equal(correct(f, &c, (enum ct_verdict)77, 1, VIEW_LIT("{}")), CT_EINVAL);
	fixture_commit(f);
}

static void it_goes_with_its_story(void **state)
{
	struct fixture *f = *state;
	struct store_correction c, got;
	bool more = true;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	int64_t copy = fixture_add(f, feed, 1, 5, CT_NEW);
	int64_t original = fixture_add(f, feed, 2, 6, CT_NEW);
	fixture_add(f, feed, 3, 1000, CT_NEW);
	c = (struct store_correction){.story = copy, .by = original, .time = 7};
	assert_int_equal(correct(f, &c, CT_REPUBLISHED, 1, VIEW_LIT("{}")), CT_OK);
	while (more)
		assert_int_equal(store_prune(f->s, 500, 0, &more), CT_OK);
	fixture_commit(f);
	assert_int_equal(store_correction_get(f->s, copy, &got), CT_EINVAL);
	fixture_check(f);
}

static void how_late(void **state)
{
	(void)state;
	struct store_story a = {.seen = 1000, .late = 300}, b = {.seen = 2000, .late = 0};

	a.item.story.published = 700;
	b.item.story.published = CT_TIME_UNKNOWN;
	assert_int_equal(store_story_lag(&b, &a), 1300);
	b.item.story.published = 900;
	assert_int_equal(store_story_lag(&b, &a), 200);
	b.item.story.published = 10; /* which nobody believed */
	assert_int_equal(store_story_lag(&b, &a), 1300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_correction_is_kept_with_what_was),
	    FIXTURE_TEST(what_is_not_there_is_not_corrected),
	    FIXTURE_TEST(it_goes_with_its_story),
	    FIXTURE_TEST(how_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

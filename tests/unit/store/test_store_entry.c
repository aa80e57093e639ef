#include "store_fixture.h"

static void entries_are_of_a_feed(void **state)
{
	struct fixture *f = *state;
	struct store_entry e = {0, 5, 6}, got = {-1, 0, 0};

	fixture_begin(f);
	int64_t a = fixture_feed(f, "a"), b = fixture_feed(f, "b");
	assert_int_equal(store_entry_find(f->s, a, UINT64_MAX, &got), CT_EINVAL);
	assert_int_equal(got.story, -1);
	e.story = fixture_add(f, a, 1, 10, CT_NEW);
	e.content = UINT64_MAX - 1;
	assert_int_equal(store_entry_put(f->s, a, UINT64_MAX, &e), CT_OK);
	fixture_commit(f);
	fixture_reopen(f);
	assert_int_equal(store_entry_find(f->s, a, UINT64_MAX, &got), CT_OK);
	assert_int_equal(got.story, e.story);
	assert_true(got.content == e.content);
	assert_int_equal(got.seen, 6);
	assert_int_equal(store_entry_find(f->s, b, UINT64_MAX, &got), CT_EINVAL);
	fixture_begin(f);
	e.story = fixture_add(f, a, 2, 20, CT_UPDATED);
	e.seen = 9;
	assert_int_equal(store_entry_put(f->s, a, UINT64_MAX, &e), CT_OK);
	fixture_commit(f);
	assert_int_equal(store_entry_find(f->s, a, UINT64_MAX, &got), CT_OK);
	assert_int_equal(got.story, e.story);
	assert_int_equal(got.seen, 9);
}

static void pruned_stories_leave_tombstones(void **state)
{
	struct fixture *f = *state;
	struct store_entry got;
	bool more;

	fixture_begin(f);
	struct store_feed row;
	assert_int_equal(
	    store_feed_open(f->s, VIEW_LIT("a"), VIEW_LIT("http://a/"), f->a, &row), CT_OK);
	int64_t a = row.id;
	row.last_poll = 40;
	assert_int_equal(store_feed_save(f->s, &row), CT_OK);
	for (uint32_t i = 1; i <= 4; i++) {
		struct store_entry e = {fixture_add(f, a, i, 10 * i, CT_NEW), i, 10 * i};
		assert_int_equal(store_entry_put(f->s, a, i, &e), CT_OK);
	}
	fixture_commit(f);
	fixture_begin(f);
	assert_int_equal(store_prune(f->s, 25, 0, &more), CT_OK);
	fixture_commit(f);
	assert_false(more);
	fixture_reopen(f);
	for (uint32_t i = 1; i <= 4; i++) {
		assert_int_equal(store_entry_find(f->s, a, i, &got), CT_OK);
		assert_int_equal(got.story, i <= 2 ? 0 : i);
		assert_int_equal(got.content, i);
	}
	fixture_check(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(entries_are_of_a_feed),
	    FIXTURE_TEST(pruned_stories_leave_tombstones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "store_fixture.h"

static struct store_errand errand(int64_t feed, uint64_t ident, uint64_t content, int64_t since)
{
	return (struct store_errand){.feed = feed,
	    .ident = ident,
	    .content = content,
	    .since = since,
	    .item = {.story = {.title = VIEW_LIT("A title"),
			 .text = VIEW_LIT("Words, and more."),
			 .url = VIEW_LIT("https://a.example/1"),
			 .published = 7}}};
}

static void put(struct fixture *f, struct store_errand e)
{
	assert_int_equal(store_errand_put(f->s, &e), CT_OK);
}

static struct store_errand get(struct fixture *f, int64_t id, struct arena *a)
{
	struct store_errand e = {0};

	arena_reset(a);
	assert_int_equal(store_errand_get(f->s, id, a, &e), CT_OK);
	return e;
}

static void an_errand_survives_a_restart(void **state)
{
	struct fixture *f = *state;
	struct arena *a = arena_new(1 << 20);
	struct store_errand e;
	struct store_counts counts;
	uint64_t content = 0;
	int64_t ids[4], next = -1, after = 0;
	size_t n = 0;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	assert_int_equal(store_errand_find(f->s, feed, UINT64_MAX, &content), CT_EINVAL);
	put(f, errand(feed, UINT64_MAX, UINT64_MAX - 1, 100));
	put(f, errand(feed, UINT64_MAX, UINT64_MAX - 1, 100));
	fixture_commit(f);
	fixture_reopen(f);
	assert_int_equal(store_errand_find(f->s, feed, UINT64_MAX, &content), CT_OK);
	assert_true(content == UINT64_MAX - 1);
	assert_int_equal(store_errand_due(f->s, 99, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 0);
	assert_int_equal(next, 100);
	assert_int_equal(store_errand_due(f->s, 100, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 1);
	assert_int_equal(next, 0);
	e = get(f, ids[0], a);
	assert_int_equal(e.feed, feed);
	assert_true(e.ident == UINT64_MAX);
	assert_int_equal(e.since, 100);
	assert_int_equal(e.tries, 0);
	assert_false(e.silent);
	assert_true(view_is(e.item.story.title, "A title"));
	assert_true(view_is(e.item.story.url, "https://a.example/1"));
	assert_int_equal(store_counts(f->s, &counts), CT_OK);
	assert_int_equal(counts.errands, 1);
	fixture_begin(f);
	assert_int_equal(store_errand_delete(f->s, e.id), CT_OK);
	fixture_commit(f);
	assert_int_equal(store_counts(f->s, &counts), CT_OK);
	assert_int_equal(counts.errands, 0);
	assert_int_equal(store_errand_get(f->s, e.id, a, &e), CT_EINVAL);
	arena_free(a);
}

/* Its new text counts, its age and its tries stay; it is silent no longer. */
static void a_changed_entry_takes_the_place(void **state)
{
	struct fixture *f = *state;
	struct arena *a = arena_new(1 << 20);
	struct store_errand e;
	int64_t ids[4], next, after = 0;
	size_t n;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	e = errand(feed, 1, 10, 100);
	e.silent = true;
	put(f, e);
	assert_int_equal(store_errand_due(f->s, 100, &after, ids, 4, &n, &next), CT_OK);
	assert_true(get(f, ids[0], a).silent);
	assert_int_equal(store_errand_retry(f->s, ids[0], true, 300), CT_OK);
	e = errand(feed, 1, 11, 200);
	e.item.story.title = VIEW_LIT("Another title");
	put(f, e);
	assert_int_equal(store_errand_due(f->s, 250, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 0);
	assert_int_equal(next, 300);
	assert_int_equal(store_errand_due(f->s, 300, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 1);
	e = get(f, ids[0], a);
	assert_int_equal(e.content, 11);
	assert_int_equal(e.since, 100);
	assert_int_equal(e.tries, 1);
	assert_false(e.silent);
	assert_true(view_is(e.item.story.title, "Another title"));
	assert_int_equal(store_errand_retry(f->s, ids[0], false, 300), CT_OK);
	assert_int_equal(get(f, ids[0], a).tries, 1);
	fixture_commit(f);
	arena_free(a);
}

static void a_clock_set_back_leaves_none_behind(void **state)
{
	struct fixture *f = *state;
	int64_t ids[4], next, after = 0, year = 366 * 86400;
	size_t n;

	fixture_begin(f);
	put(f, errand(fixture_feed(f, "a"), 1, 1, year));
	assert_int_equal(store_errand_due(f->s, year - 3600, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 0);
	assert_int_equal(next, year);
	assert_int_equal(store_errand_due(f->s, 1000, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 1);
	fixture_commit(f);
}

static void each_feed_has_its_turn(void **state)
{
	struct fixture *f = *state;
	struct arena *a = arena_new(1 << 20);
	int64_t ids[4], next, after = 0;
	size_t n;

	fixture_begin(f);
	int64_t one = fixture_feed(f, "a"), two = fixture_feed(f, "b");
	for (uint64_t i = 1; i <= 3; i++)
		put(f, errand(one, i, i, 10));
	put(f, errand(two, 1, 1, 20));
	assert_int_equal(store_errand_due(f->s, 30, &after, ids, 4, &n, &next), CT_OK);
	assert_int_equal(n, 2);
	assert_int_equal(get(f, ids[0], a).ident, 1);
	assert_int_equal(get(f, ids[0], a).feed, one);
	assert_int_equal(get(f, ids[1], a).feed, two);
	assert_int_equal(store_errand_due(f->s, 30, &after, ids, 1, &n, &next), CT_OK);
	assert_int_equal(n, 1);
	fixture_commit(f);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(an_errand_survives_a_restart),
	    FIXTURE_TEST(a_clock_set_back_leaves_none_behind),
	    FIXTURE_TEST(a_changed_entry_takes_the_place),
	    FIXTURE_TEST(each_feed_has_its_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lists, against a filter applied to all stories. */
#include "store_fixture.h"

#define STORIES 1500

static struct {
	int64_t id, seen, cluster;
	enum ct_verdict verdict;
	unsigned feed;
} all[STORIES + 1];

static uint32_t seed = 42;

static uint32_t random32(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static void fill(struct fixture *f)
{
	struct fingerprint fp = fixture_print(1);

	fixture_begin(f);
	int64_t feeds[] = {fixture_feed(f, "f0"), fixture_feed(f, "f1"), fixture_feed(f, "f2")};
	for (uint32_t i = 1; i <= STORIES; i++) {
		struct store_story st = fixture_story(0, i, 1000 + i / 3);
		uint32_t r = random32() % 100;

		all[i].feed = random32() % 20 == 0 ? 2 : random32() % 2;
		all[i].verdict = r < 80 ? CT_NEW : r < 98 ? CT_RELATED : CT_UPDATED;
		all[i].cluster = all[i].verdict == CT_RELATED && i > 30 ? 1 + random32() % 20 : i;
		all[i].seen = st.seen;
		st.feed = feeds[all[i].feed];
		st.verdict = all[i].verdict;
		st.cluster = all[i].cluster;
		assert_int_equal(store_story_add(f->s, &st, &fp, &all[i].id), CT_OK);
	}
	fixture_commit(f);
}

struct got {
	int64_t id[STORIES];
	size_t n, stop;
};

static bool note(void *ctx, const struct store_story *st)
{
	struct got *g = ctx;

	assert_int_equal(st->item.story.text.n, 0);
	assert_int_equal(st->evidence.n, 0);
	assert_true(view_is(st->item.story.title, "Harbour bridge closed"));
	g->id[g->n++] = st->id;
	return g->n != g->stop;
}

static void check(struct fixture *f, const struct store_filter *filter, int feed)
{
	static struct got g;
	size_t n = 0;

	g.n = g.stop = 0;
	assert_int_equal(store_story_list(f->s, filter, note, &g), CT_OK);
	for (size_t i = STORIES; i > 0 && n < filter->limit; i--) {
		if ((filter->verdicts != 0 && (filter->verdicts & 1u << all[i].verdict) == 0) ||
		    (feed >= 0 && all[i].feed != (unsigned)feed) ||
		    (filter->since != 0 && all[i].seen < filter->since) ||
		    (filter->until != 0 && all[i].seen > filter->until) ||
		    (filter->cluster != 0 && all[i].cluster != filter->cluster) ||
		    (filter->before != 0 && all[i].id >= filter->before))
			continue;
		assert_true(n < g.n);
		assert_int_equal(g.id[n], all[i].id);
		n++;
	}
	assert_int_equal(g.n, n);
}

static void same_as_filtering_all(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = {"f0", "f1", "f2"};

	fill(f);
	check(f, &(struct store_filter){.limit = SIZE_MAX}, -1);
	check(f, &(struct store_filter){.limit = 0}, -1);
	for (unsigned i = 0; i < 400; i++) {
		int feed = random32() % 2 == 0 ? (int)(random32() % 3) : -1;
		struct store_filter filter = {
		    .verdicts = random32() % 2 == 0 ? random32() % 32 : 0,
		    .feed = view_of(feed >= 0 ? names[feed] : NULL),
		    .since = random32() % 3 == 0 ? 990 + random32() % 520 : 0,
		    .until = random32() % 3 == 0 ? 990 + random32() % 520 : 0,
		    .cluster = random32() % 4 == 0 ? 1 + random32() % 25 : 0,
		    .before = random32() % 4 == 0 ? 1 + random32() % 1600 : 0,
		    .limit = random32() % 3 == 0 ? 1 + random32() % 10 : 1 + random32() % 900,
		};
		check(f, &filter, feed);
	}
}

static void ends_and_errors(void **state)
{
	struct fixture *f = *state;
	static struct got g;

	fill(f);
	g.n = 0;
	g.stop = 3;
	assert_int_equal(
	    store_story_list(f->s, &(struct store_filter){.limit = 100}, note, &g), CT_OK);
	assert_int_equal(g.n, 3);
	g.n = 0;
	struct store_filter unknown = {.feed = VIEW_LIT("nobody"), .limit = 100};
	assert_int_equal(store_story_list(f->s, &unknown, note, &g), CT_OK);
	assert_int_equal(g.n, 0);
	struct store_filter extreme = {.since = INT64_MIN, .until = INT64_MAX, .limit = 5};
	assert_int_equal(store_story_list(f->s, &extreme, note, &g), CT_OK);
	assert_int_equal(g.n, 3);
}

/* The callback may ask the store, and write. */
static bool asks(void *ctx, const struct store_story *st)
{
	struct fixture *f = ctx;
	static struct got g;
	struct store_story again;

	g.n = g.stop = 0;
	assert_int_equal(
	    store_story_list(f->s, &(struct store_filter){.limit = 2}, note, &g), CT_OK);
	assert_int_equal(store_story_get(f->s, st->id, true, f->a, &again), CT_OK);
	assert_int_equal(store_blob_put(f->s, "x", VIEW_LIT("y")), CT_OK);
	return true;
}

static void a_callback_may_use_the_store(void **state)
{
	struct fixture *f = *state;

	fill(f);
	fixture_begin(f);
	assert_int_equal(
	    store_story_list(f->s, &(struct store_filter){.limit = 3}, asks, f), CT_OK);
	fixture_commit(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(same_as_filtering_all),
	    FIXTURE_TEST(ends_and_errors),
	    FIXTURE_TEST(a_callback_may_use_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

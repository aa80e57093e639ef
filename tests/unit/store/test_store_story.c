#include "count.h"
#include "store_fixture.h"
#include "store_int.h"

static void a_story_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct fingerprint fp = fixture_print(1);
	struct store_story got;
	int64_t first, id;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "Feed A");
	first = fixture_add(f, feed, 1, 900, CT_NEW);
	struct store_story st = fixture_story(feed, 2, 1000);
	st.verdict = CT_REWRITTEN;
	st.score = 0.8125;
	st.of = st.cluster = st.family = first;
	st.previous = 0;
	st.late = 70;
	st.nearest = first;
	st.evidence = VIEW_LIT("{\"aligned\":[]}");
	st.body[0] = UINT64_MAX - 5;
	assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
	fixture_commit(f);
	fixture_reopen(f);
	assert_int_equal(store_story_get(f->s, id, true, f->a, &got), CT_OK);
	assert_int_equal(got.id, id);
	assert_int_equal(got.feed, feed);
	assert_true(view_is(got.feed_name, "Feed A"));
	assert_true(view_eq(got.item.story.id, st.item.story.id));
	assert_true(view_eq(got.item.story.source, st.item.story.source));
	assert_true(view_eq(got.item.story.title, st.item.story.title));
	assert_true(view_eq(got.item.story.text, st.item.story.text));
	assert_true(view_eq(got.item.story.lang, st.item.story.lang));
	assert_true(view_eq(got.item.story.url, st.item.story.url));
	assert_true(view_eq(got.item.authors, st.item.authors));
	assert_true(view_eq(got.item.tags, st.item.tags));
	assert_true(view_eq(got.evidence, st.evidence));
	assert_true(got.item.story.published == 940);
	assert_true(got.item.updated == CT_TIME_UNKNOWN);
	assert_int_equal(got.seen, 1000);
	assert_true(got.body[0] == st.body[0] && got.body[1] == st.body[1]);
	assert_int_equal(got.verdict, CT_REWRITTEN);
	assert_true(got.score == 0.8125);
	assert_int_equal(got.of, first);
	assert_int_equal(got.cluster, first);
	assert_int_equal(got.family, first);
	assert_int_equal(got.previous, 0);
	assert_int_equal(got.late, 70);
	assert_int_equal(got.nearest, first);
	struct store_kin kin;
	assert_int_equal(store_story_kin(f->s, id, &kin), CT_OK);
	assert_int_equal(kin.verdict, CT_REWRITTEN);
	assert_true(kin.score == 0.8125);
	assert_int_equal(kin.family, first);
	assert_int_equal(kin.cluster, first);
	assert_int_equal(kin.told, 930);
	assert_int_equal(store_story_kin(f->s, id + 1, &kin), CT_EINVAL);
	assert_int_equal(store_story_get(f->s, id, false, f->a, &got), CT_OK);
	assert_int_equal(got.evidence.n, 0);
	assert_int_equal(store_story_get(f->s, id + 1, false, f->a, &got), CT_EINVAL);
	assert_int_equal(store_story_get(f->s, 0, false, f->a, &got), CT_EINVAL);
	assert_int_equal(store_story_get(f->s, -1, false, f->a, &got), CT_EINVAL);
	fixture_check(f);
}

static void a_story_is_its_own_cluster_and_family(void **state)
{
	struct fixture *f = *state;
	struct store_story got;
	struct store_kin kin;

	fixture_begin(f);
	int64_t id = fixture_add(f, fixture_feed(f, "a"), 1, 5, CT_NEW);
	fixture_commit(f);
	assert_int_equal(store_story_get(f->s, id, true, f->a, &got), CT_OK);
	assert_int_equal(got.cluster, id);
	assert_int_equal(got.family, id);
	assert_int_equal(got.of, 0);
	assert_int_equal(got.evidence.n, 0);
	assert_int_equal(store_story_kin(f->s, id, &kin), CT_OK);
	assert_int_equal(kin.cluster, id);
	assert_int_equal(kin.family, id);
}

/* To the last digit that is told; what schema 4 wrote is read as it is. */
static void scores_are_kept_as_told(void **state)
{
	static const double scores[] = {0, 0.00004, 0.0001, 0.5, 0.7321, 0.9999, 1};
	struct fixture *f = *state;
	struct fingerprint fp = fixture_print(1);
	struct store_story got;
	int64_t id = 0;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (size_t i = 0; i < COUNT(scores); i++) {
		struct store_story st = fixture_story(feed, 1, 1000);
		st.score = scores[i];
		assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
		assert_int_equal(store_story_get(f->s, id, false, f->a, &got), CT_OK);
		assert_true(got.score - scores[i] < 0.00005 && scores[i] - got.score < 0.00005);
	}
	for (double old = 0.12345; old <= 1; old += 0.87655) {
		sqlite3_stmt *st;

		sqlite3_prepare_v2(f->s->db, "UPDATE story SET score = ?1", -1, &st, NULL);
		sqlite3_bind_double(st, 1, old);
		assert_int_equal(sqlite3_step(st), SQLITE_DONE);
		sqlite3_finalize(st);
		assert_int_equal(store_story_get(f->s, id, false, f->a, &got), CT_OK);
		assert_true(got.score == old);
	}
	fixture_commit(f);
}

/* Of what the evidence tells is known by the row, or said with it. */
static void evidence_knows_what_it_is_about(void **state)
{
	struct fixture *f = *state;
	struct fingerprint fp = fixture_print(1);
	struct store_story got;
	/* One row: the story's first sentence, the other's first. */
	static const char kept[] = {1, 1, 4, 0, 0, 0, 1, 0, 0, 90, 0, 0, 0, 0, 0, 0, 0, 0};
	int64_t ids[2], id;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 0; i < 2; i++) {
		struct store_story st = fixture_story(feed, 1, 1000);
		st.item.story.text = i == 0 ? VIEW_LIT("An otter.") : VIEW_LIT("A heron.");
		assert_int_equal(store_story_add(f->s, &st, &fp, &ids[i]), CT_OK);
	}
	for (int i = 0; i < 3; i++) {
		struct store_story st = fixture_story(feed, 1, 1000);
		st.item.story.text = VIEW_LIT("A fox.");
		st.of = i == 0 ? ids[0] : ids[1];
		st.nearest = i == 1 ? ids[0] : 0;
		st.kept = (struct view){kept, sizeof(kept)};
		st.compared = ids[0];
		assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
		assert_int_equal(store_story_get(f->s, id, true, f->a, &got), CT_OK);
		assert_non_null(strstr(got.evidence.p, "\"earlier_text\":\"An otter.\""));
	}
	fixture_commit(f);
}

static void texts_of_all_sizes(void **state)
{
	struct fixture *f = *state;
	static const size_t sizes[] = {0, 1, 10, 1000, 100000, 5000000};
	struct fingerprint fp = fixture_print(1);

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (size_t i = 0; i < COUNT(sizes); i++) {
		char *text = malloc(sizes[i] + 1);
		struct store_story st = fixture_story(feed, 1, 5), got;
		int64_t id;
		uint32_t r = 99;

		for (size_t j = 0; j < sizes[i]; j++) { /* half of them cannot be packed */
			r = r * 1103515245 + 12345;
			text[j] = (char)(i % 2 == 0 ? 'a' + r % 3 : r >> 16);
		}
		st.item.story.text = (struct view){text, sizes[i]};
		assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
		arena_reset(f->a);
		assert_int_equal(store_story_get(f->s, id, false, f->a, &got), CT_OK);
		assert_true(view_eq(got.item.story.text, st.item.story.text));
		free(text);
	}
	fixture_commit(f);
}

static void a_text_too_large_is_refused_whole(void **state)
{
	struct fixture *f = *state;
	struct fingerprint fp = fixture_print(1);
	size_t n = (size_t)40 << 20;
	char *text = calloc(1, n);
	int64_t id = -1;

	fixture_begin(f);
	struct store_story st = fixture_story(fixture_feed(f, "a"), 1, 5);
	st.item.story.text = (struct view){text, n};
	assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_ELIMIT);
	assert_int_equal(id, -1);
	store_rollback(f->s);
	assert_int_equal(fixture_counts(f).stories, 0);
	free(text);
	fixture_check(f);
}

static void the_earliest_of_equal_bodies(void **state)
{
	struct fixture *f = *state;
	int64_t id = -1;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	int64_t first = fixture_add(f, feed, 1, 5, CT_NEW);
	fixture_add(f, feed, 1, 6, CT_REPUBLISHED);
	struct store_story near = fixture_story(feed, 1, 7);
	struct fingerprint fp = fixture_print(1);
	near.body[1]++; /* the same first half */
	int64_t nearid;
	assert_int_equal(store_story_add(f->s, &near, &fp, &nearid), CT_OK);
	fixture_commit(f);
	const uint64_t body[2] = {7919, 1}, none[2] = {7919, 3};
	assert_int_equal(store_story_by_body(f->s, body, &id), CT_OK);
	assert_int_equal(id, first);
	assert_int_equal(store_story_by_body(f->s, near.body, &id), CT_OK);
	assert_int_equal(id, nearid);
	assert_int_equal(store_story_by_body(f->s, none, &id), CT_OK);
	assert_int_equal(id, 0);
}

static void clusters_are_counted(void **state)
{
	struct fixture *f = *state;
	int64_t stories, sources, id;
	struct fingerprint fp = fixture_print(1);

	fixture_begin(f);
	int64_t a = fixture_feed(f, "a"), b = fixture_feed(f, "b");
	int64_t first = fixture_add(f, a, 1, 5, CT_NEW);
	int64_t lone = fixture_add(f, a, 2, 5, CT_NEW);
	for (uint32_t i = 0; i < 4; i++) {
		struct store_story st = fixture_story(i < 2 ? a : b, 3 + i, 6);
		st.verdict = CT_RELATED;
		st.of = st.cluster = first;
		assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
	}
	fixture_commit(f);
	assert_int_equal(store_cluster(f->s, first, &stories, &sources), CT_OK);
	assert_int_equal(stories, 5);
	assert_int_equal(sources, 2);
	assert_int_equal(store_cluster(f->s, lone, &stories, &sources), CT_OK);
	assert_int_equal(stories, 1);
	assert_int_equal(sources, 1);
	assert_int_equal(store_cluster(f->s, 999, &stories, &sources), CT_OK);
	assert_int_equal(stories, 0);
	assert_int_equal(store_cluster(f->s, id, &stories, &sources), CT_OK);
	assert_int_equal(stories, 0); /* it is in another's cluster */
}

struct seen_keys {
	int64_t story[400];
	size_t n;
};

static enum ct_err keep_keys(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	struct seen_keys *k = ctx;

	assert_int_equal(seen, 100 + story);
	assert_int_equal(fp->nkeys, 3);
	assert_int_equal(fp->keys[0], (uint32_t)story * 2654435761u);
	k->story[k->n++] = story;
	return CT_OK;
}

static enum ct_err stop_at_once(
    void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	(void)story;
	(void)seen;
	(void)fp;
	++*(int *)ctx;
	return CT_ELIMIT;
}

static void keys_wait_for_a_segment(void **state)
{
	struct fixture *f = *state;
	struct seen_keys k = {.n = 0};
	int calls = 0;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= 300; i++)
		assert_int_equal(fixture_add(f, feed, i, 100 + i, CT_NEW), i);
	fixture_commit(f);
	fixture_reopen(f);
	assert_int_equal(store_keys_after(f->s, 0, keep_keys, &k), CT_OK);
	assert_int_equal(k.n, 300);
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(k.story[i], i + 1);
	k.n = 0;
	assert_int_equal(store_keys_after(f->s, 236, keep_keys, &k), CT_OK);
	assert_int_equal(k.n, 64);
	assert_int_equal(k.story[0], 237);
	assert_int_equal(store_keys_after(f->s, 0, stop_at_once, &calls), CT_ELIMIT);
	assert_int_equal(calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_story_comes_back_as_it_was),
	    FIXTURE_TEST(a_story_is_its_own_cluster_and_family),
	    FIXTURE_TEST(scores_are_kept_as_told),
	    FIXTURE_TEST(evidence_knows_what_it_is_about),
	    FIXTURE_TEST(texts_of_all_sizes),
	    FIXTURE_TEST(a_text_too_large_is_refused_whole),
	    FIXTURE_TEST(the_earliest_of_equal_bodies),
	    FIXTURE_TEST(clusters_are_counted),
	    FIXTURE_TEST(keys_wait_for_a_segment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

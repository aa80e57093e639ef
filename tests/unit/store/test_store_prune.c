#include "count.h"
#include "store_fixture.h"
#include "store_int.h"

static unsigned prune_all(struct fixture *f, int64_t before, int64_t max_bytes)
{
	bool more = true;
	unsigned steps = 0;

	while (more) {
		fixture_begin(f);
		assert_int_equal(store_prune(f->s, before, max_bytes, &more), CT_OK);
		fixture_commit(f);
		assert_true(++steps < 1000);
	}
	return steps;
}

static void what_is_old_goes_in_steps(void **state)
{
	struct fixture *f = *state;
	struct store_story st;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= 1000; i++)
		fixture_add(f, feed, i, i, i % 2 == 0 ? CT_NEW : CT_RELATED);
	fixture_commit(f);
	assert_true(prune_all(f, 701, 0) >= 4);
	assert_int_equal(fixture_counts(f).stories, 300);
	assert_int_equal(fixture_counts(f).by_verdict[CT_NEW], 150);
	assert_int_equal(fixture_counts(f).by_verdict[CT_RELATED], 150);
	assert_int_equal(store_story_get(f->s, 700, false, f->a, &st), CT_EINVAL);
	assert_int_equal(store_story_get(f->s, 701, false, f->a, &st), CT_OK);
	fixture_check(f);
	fixture_begin(f); /* numbers are not given out again, even if all are pruned */
	fixture_commit(f);
	prune_all(f, 5000, 0);
	assert_int_equal(fixture_counts(f).stories, 0);
	fixture_reopen(f);
	fixture_begin(f);
	assert_int_equal(fixture_add(f, feed, 1, 6000, CT_NEW), 1001);
	fixture_commit(f);
	fixture_check(f);
}

static void a_pending_alert_keeps_its_story(void **state)
{
	struct fixture *f = *state;
	struct store_story st;
	const struct view sink = VIEW_LIT("desk");
	bool more;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= 500; i++) {
		char id[20];

		fixture_add(f, feed, i, i, CT_NEW);
		snprintf(id, sizeof(id), "alert%u", i);
		if (i <= 250 || i == 400)
			assert_int_equal(
			    store_alert_add(f->s, view_of(id), i, i, VIEW_LIT("{}"), &sink, 1),
			    CT_OK);
	}
	for (int64_t i = 1; i <= 249; i++)
		assert_int_equal(store_alert_done(f->s, i), CT_OK);
	assert_int_equal(store_alert_failed(f->s, 251, 0, VIEW_LIT("dead")), CT_OK);
	fixture_commit(f);
	prune_all(f, 1000, 0);
	assert_int_equal(fixture_counts(f).stories, 1);
	assert_int_equal(store_story_get(f->s, 250, false, f->a, &st), CT_OK);
	assert_int_equal(store_story_get(f->s, 400, false, f->a, &st), CT_EINVAL); /* dead */
	assert_int_equal(fixture_counts(f).alerts, 1); /* pending ones stay, dead ones do not */
	assert_int_equal(fixture_counts(f).dead, 0);
	fixture_begin(f);
	assert_int_equal(store_alert_done(f->s, 250), CT_OK);
	fixture_commit(f);
	fixture_begin(f);
	assert_int_equal(store_prune(f->s, 1000, 0, &more), CT_OK);
	fixture_commit(f);
	assert_false(more);
	assert_int_equal(fixture_counts(f).stories, 0);
	assert_int_equal(fixture_counts(f).alerts, 0);
	fixture_check(f);
}

static void down_to_a_size(void **state)
{
	struct fixture *f = *state;
	struct fingerprint fp = fixture_print(1);
	char text[2500];
	uint32_t r = 1;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a"), id;
	for (uint32_t i = 1; i <= 3000; i++) {
		struct store_story st = fixture_story(feed, i, i);

		for (size_t j = 0; j < sizeof(text); j++) {
			r = r * 1103515245 + 12345;
			text[j] = (char)(r >> 16);
		}
		st.item.story.text = (struct view){text, sizeof(text)};
		assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
	}
	fixture_commit(f);
	int64_t full = fixture_counts(f).file_bytes;
	assert_true(full > 8000000);
	prune_all(f, 0, 4000000);
	struct store_counts c = fixture_counts(f);
	assert_true(c.stories > 1000 && c.stories < 1500);
	/* The file shrinks, too, and goes on being of use. */
	assert_true(c.file_bytes < 6000000);
	fixture_check(f);
	prune_all(f, 0, 4000000);
	assert_int_equal(fixture_counts(f).stories, c.stories);
}

static void a_full_disk_is_told_and_got_over(void **state)
{
	struct fixture *f = *state;
	struct fingerprint fp = fixture_print(1);
	char *text = malloc(100000), pragma[100];
	uint32_t r = 1;
	int64_t id, pages;

	for (size_t i = 0; i < 100000; i++) {
		r = r * 1103515245 + 12345;
		text[i] = (char)(r >> 16);
	}
	fixture_begin(f);
	struct store_story st = fixture_story(fixture_feed(f, "a"), 1, 5);
	fixture_commit(f);
	st.item.story.text = (struct view){text, 100000};
	assert_int_equal(sql_int(f->s, &pages, SQL_PAGES, ""), CT_OK);
	snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count = %lld", (long long)pages + 10);
	assert_int_equal(sqlite3_exec(f->s->db, pragma, NULL, NULL, NULL), SQLITE_OK);
	fixture_begin(f);
	assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
	assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_EIO);
	assert_true(store_full(f->s));
	assert_non_null(strstr(store_error(f->s), "full"));
	store_rollback(f->s);
	assert_true(store_full(f->s));
	assert_int_equal(fixture_counts(f).stories, 0);
	fixture_begin(f); /* reads and small writes go on */
	assert_int_equal(store_blob_put(f->s, "x", VIEW_LIT("y")), CT_OK);
	fixture_commit(f);
	assert_int_equal(
	    sqlite3_exec(f->s->db, "PRAGMA max_page_count = 100000", NULL, NULL, NULL), SQLITE_OK);
	fixture_begin(f);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
	fixture_commit(f);
	assert_int_equal(id, 5);
	fixture_check(f);
	free(text);
}

static void a_wrong_count_is_found(void **state)
{
	struct fixture *f = *state;
	struct buf problems = BUF_INIT(1000);

	fixture_begin(f);
	fixture_add(f, fixture_feed(f, "a"), 1, 5, CT_NEW);
	fixture_commit(f);
	assert_int_equal(sqlite3_exec(f->s->db, "DELETE FROM text", NULL, NULL, NULL), SQLITE_OK);
	f->s->tally.n[TALLY_FEEDS]++;
	assert_int_equal(store_check(f->s, &problems), CT_OK);
	assert_non_null(strstr(problems.p, "a story has no text"));
	assert_non_null(strstr(problems.p, "feeds are miscounted"));
	struct store_story st;
	assert_int_equal(store_damaged(f->s), 0);
	assert_int_equal(store_story_get(f->s, 1, false, f->a, &st), CT_EINVAL);
	assert_int_equal(store_damaged(f->s), 1);
	buf_free(&problems);
}

/* A day under a clock that was ten years ahead. */
static void wrong_times_do_not_stop_pruning(void **state)
{
	static const int64_t seen[] = {100, 200, 300000000, 300000100, 300, 400, 900};
	const struct view sink = VIEW_LIT("desk");
	struct fixture *f = *state;
	bool more = true;
	char id[8];

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (size_t i = 0; i < 7; i++) {
		int64_t story = fixture_add(f, feed, (uint32_t)i + 1, seen[i], CT_NEW);

		snprintf(id, sizeof(id), "%zu", i);
		assert_int_equal(
		    store_alert_add(f->s, view_of(id), story, seen[i], VIEW_LIT("{}"), &sink, 0),
		    CT_OK);
	}
	while (more)
		assert_int_equal(store_prune(f->s, 500, 0, &more), CT_OK);
	fixture_commit(f);
	struct store_counts c = fixture_counts(f);
	assert_int_equal(c.stories, 1);
	assert_int_equal(c.alerts, 1);
}

/* The first hour of a new machine, under a clock that is ahead: not old for that. */
static void wrong_times_at_first_prune_nothing(void **state)
{
	static const int64_t seen[] = {300000000, 300000100, 300000200, 600, 700, 900};
	struct fixture *f = *state;
	bool more = true;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (size_t i = 0; i < 6; i++)
		fixture_add(f, feed, (uint32_t)i + 1, seen[i], CT_NEW);
	fixture_commit(f);
	prune_all(f, 500, 0);
	assert_int_equal(fixture_counts(f).stories, 6);
	prune_all(f, 650, 0); /* but old with what came behind */
	assert_int_equal(fixture_counts(f).stories, 2);
	fixture_begin(f);
	for (uint32_t i = 0; i < 500; i++) /* more than a step of them */
		fixture_add(f, feed, i + 10, 300000000, CT_NEW);
	fixture_add(f, feed, 1000, 1000, CT_NEW);
	fixture_commit(f);
	prune_all(f, 950, 0);
	assert_int_equal(fixture_counts(f).stories, 501);
	fixture_begin(f);
	assert_int_equal(store_prune(f->s, 1001, 0, &more), CT_OK);
	fixture_commit(f);
	assert_true(more);
	prune_all(f, 1001, 0);
	assert_int_equal(fixture_counts(f).stories, 0);
	fixture_check(f);
}

/* Twice wrong; what came the first time waits for its alerts, which are told when the
 * second time was looked through already. */
static void wrong_times_are_each_mended_by_what_follows(void **state)
{
	enum { N = 200 }; /* a step of them */
	const struct view sink = VIEW_LIT("desk");
	struct fixture *f = *state;
	char name[16];

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= 2 * (N + 1); i++) {
		int64_t right = i == N + 1 ? 600 : i == 2 * (N + 1) ? 900 : 0;
		int64_t story = fixture_add(f, feed, i, right != 0 ? right : 300000000, CT_NEW);

		snprintf(name, sizeof(name), "%u", i);
		if (i <= N + 1)
			assert_int_equal(store_alert_add(f->s, view_of(name), story, 900,
					     VIEW_LIT("{}"), &sink, 1),
			    CT_OK);
	}
	fixture_commit(f);
	prune_all(f, 700, 0);
	assert_int_equal(fixture_counts(f).stories, 2 * (N + 1));
	fixture_begin(f);
	for (int64_t i = 1; i <= N + 1; i++)
		assert_int_equal(store_alert_done(f->s, i), CT_OK);
	fixture_commit(f);
	prune_all(f, 700, 0);
	assert_int_equal(fixture_counts(f).stories, N + 1);
	fixture_check(f);
}

#define YEAR INT64_C(31557600)
#define DAYS INT64_C(86400)

static int64_t clock_at(struct fixture *f, int64_t now)
{
	int64_t clock = -1;

	fixture_begin(f);
	assert_int_equal(store_age_clock(f->s, now, &clock), CT_OK);
	fixture_commit(f);
	return clock;
}

/* A clock that jumps, by a second to ten years, moves the age of stories by a day
 * at most; and back at once. */
static void the_clock_may_jump(void **state)
{
	static const int64_t jumps[] = {1, 60, 3600, DAYS, 30 * DAYS, YEAR, 10 * YEAR};
	struct fixture *f = *state;
	const int64_t now = 50 * YEAR;

	assert_int_equal(clock_at(f, now), now);
	for (size_t i = 0; i < COUNT(jumps); i++) {
		int64_t ahead = clock_at(f, now + jumps[i]);

		assert_true(ahead > now && ahead <= now + DAYS);
		assert_int_equal(clock_at(f, now), now);
		assert_int_equal(clock_at(f, now - jumps[i]), now - jumps[i]);
		int64_t back = clock_at(f, now);
		assert_true(back <= now && back > now - jumps[i]);
		fixture_reopen(f); /* it is kept */
		for (int days = 0; (back = clock_at(f, now)) < now; days++)
			assert_true(days < 3660);
	}
	/* A store from before: by its newest story. */
	fixture_begin(f);
	fixture_add(f, fixture_feed(f, "a"), 1, now - 5 * DAYS, CT_NEW);
	f->s->tally.n[TALLY_CLOCK] = 0;
	fixture_commit(f);
	assert_int_equal(clock_at(f, now + 10 * YEAR), now - 4 * DAYS);
	fixture_begin(f); /* and not by one of the future */
	fixture_add(f, fixture_feed(f, "a"), 2, INT64_MAX, CT_NEW);
	f->s->tally.n[TALLY_CLOCK] = 0;
	fixture_commit(f);
	assert_int_equal(clock_at(f, now), now);
}

static int64_t entries(struct fixture *f)
{
	sqlite3_stmt *st;

	assert_int_equal(
	    sqlite3_prepare_v2(f->s->db, "SELECT count(*) FROM entry", -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

/* What a feed dropped long ago is forgotten; what it still has, or may still have
 * because it never changed, is not. */
static void tombstones_are_bounded(void **state)
{
	static const struct {
		const char *name;
		int64_t last_poll, last_fresh, left;
	} feeds[] = {
	    {"moves on", 1000 * DAYS, 990 * DAYS, 5},
	    {"stands still", 1000 * DAYS, 2 * DAYS, 9005},
	    {"is polled no more", 20 * DAYS, 2 * DAYS, 5},
	};
	struct fixture *f = *state;
	struct store_feed row;

	for (size_t i = 0; i < 3; i++) {
		int64_t before = entries(f);

		fixture_begin(f);
		arena_reset(f->a);
		assert_int_equal(
		    store_feed_open(f->s, view_of(feeds[i].name), view_of("http://a/"), f->a, &row),
		    CT_OK);
		row.last_poll = feeds[i].last_poll;
		row.last_fresh = feeds[i].last_fresh;
		assert_int_equal(store_feed_save(f->s, &row), CT_OK);
		for (uint64_t j = 0; j < 9005; j++) {
			struct store_entry e = {
			    .story = 0, .content = j, .seen = j < 9000 ? DAYS : 995 * DAYS};

			assert_int_equal(
			    store_entry_put(f->s, row.id, j * 0x9E3779B97F4A7C15u, &e), CT_OK);
		}
		fixture_commit(f);
		for (int hour = 0; hour < 20; hour++)
			prune_all(f, 500 * DAYS, 0);
		assert_int_equal(entries(f) - before, feeds[i].left);
	}
	fixture_check(f);
}

/* With a bound on size, alerts go with their stories. */
static void alerts_go_with_a_store_that_is_too_large(void **state)
{
	const struct view sink = VIEW_LIT("desk");
	struct fixture *f = *state;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= 300; i++) {
		char id[20];

		fixture_add(f, feed, i, i, CT_NEW);
		snprintf(id, sizeof(id), "%u", i);
		assert_int_equal(
		    store_alert_add(f->s, view_of(id), i, i, VIEW_LIT("{}"), &sink, 1), CT_OK);
		assert_int_equal(store_alert_failed(f->s, i, i % 2 ? 0 : 99, VIEW_LIT("")), CT_OK);
	}
	fixture_commit(f);
	assert_int_equal(fixture_counts(f).dead, 150);
	prune_all(f, 0, 1);
	assert_int_equal(fixture_counts(f).stories, 150); /* pending */
	assert_int_equal(fixture_counts(f).alerts, 150);
	assert_int_equal(fixture_counts(f).dead, 0);
	fixture_check(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(what_is_old_goes_in_steps),
	    FIXTURE_TEST(a_pending_alert_keeps_its_story),
	    FIXTURE_TEST(down_to_a_size),
	    FIXTURE_TEST(a_full_disk_is_told_and_got_over),
	    FIXTURE_TEST(a_wrong_count_is_found),
	    FIXTURE_TEST(wrong_times_do_not_stop_pruning),
	    FIXTURE_TEST(wrong_times_at_first_prune_nothing),
	    FIXTURE_TEST(wrong_times_are_each_mended_by_what_follows),
	    FIXTURE_TEST(the_clock_may_jump),
	    FIXTURE_TEST(tombstones_are_bounded),
	    FIXTURE_TEST(alerts_go_with_a_store_that_is_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

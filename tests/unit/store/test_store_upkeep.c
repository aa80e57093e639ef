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
	assert_int_equal(fixture_counts(f).alerts, 2); /* pending and dead ones stay */
	fixture_begin(f);
	assert_int_equal(store_alert_done(f->s, 250), CT_OK);
	fixture_commit(f);
	fixture_begin(f);
	assert_int_equal(store_prune(f->s, 1000, 0, &more), CT_OK);
	fixture_commit(f);
	assert_false(more);
	assert_int_equal(fixture_counts(f).stories, 0);
	assert_int_equal(fixture_counts(f).alerts, 1);
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
	assert_int_equal(store_story_get(f->s, 1, false, f->a, &st), CT_EIO);
	assert_non_null(strstr(store_error(f->s), "damaged"));
	buf_free(&problems);
}

static void the_log_goes_into_the_file(void **state)
{
	struct fixture *f = *state;
	char wal[100];

	snprintf(wal, sizeof(wal), "%s-wal", f->path);
	fixture_begin(f);
	for (uint32_t i = 1; i <= 100; i++)
		fixture_add(f, 1, i, i, CT_NEW);
	fixture_commit(f);
	FILE *w = fopen(wal, "r");
	assert_non_null(w);
	assert_true(fseek(w, 0, SEEK_END) == 0 && ftell(w) > 8192);
	assert_int_equal(store_checkpoint(f->s), CT_OK);
	assert_true(fseek(w, 0, SEEK_END) == 0 && ftell(w) == 0);
	fclose(w);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(what_is_old_goes_in_steps),
	    FIXTURE_TEST(a_pending_alert_keeps_its_story),
	    FIXTURE_TEST(down_to_a_size),
	    FIXTURE_TEST(a_full_disk_is_told_and_got_over),
	    FIXTURE_TEST(a_wrong_count_is_found),
	    FIXTURE_TEST(the_log_goes_into_the_file),
	    FIXTURE_TEST(wrong_times_do_not_stop_pruning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

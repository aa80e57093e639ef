/* The steps from version to version, on steps made for the test, and on a file of the
 * first version. */
#include "doc.h"
#include "pack.h"
#include "record.h"
#include "schema.h"
#include "store_fixture.h"

static const char *const three[] = {
    "CREATE TABLE a (x); INSERT INTO a VALUES (1);",
    "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;",
    "CREATE TABLE b (z); INSERT INTO b SELECT x + y FROM a;",
};

static int64_t ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int64_t n = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void step_by_step(void **state)
{
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(schema_migrate(db, three, 1), SQLITE_OK);
	assert_int_equal(ask(db, "PRAGMA user_version"), 1);
	assert_int_equal(ask(db, "PRAGMA application_id"), SCHEMA_APPLICATION);
	assert_int_equal(schema_migrate(db, three, 1), SQLITE_OK); /* nothing to do */
	assert_int_equal(ask(db, "SELECT count(*) FROM a"), 1);
	assert_int_equal(schema_migrate(db, three, 3), SQLITE_OK); /* two at once */
	assert_int_equal(ask(db, "PRAGMA user_version"), 3);
	assert_int_equal(ask(db, "SELECT z FROM b"), 3);
	sqlite3_close(db);
}

static void a_failing_step_leaves_the_version_before(void **state)
{
	static const char *const bad[] = {
	    "CREATE TABLE a (x);", "CREATE TABLE b (y); INSERT INTO nowhere VALUES (1);"};
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_not_equal(schema_migrate(db, bad, 2), SQLITE_OK);
	assert_int_equal(ask(db, "PRAGMA user_version"), 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM sqlite_master"), 1);
	assert_true(sqlite3_get_autocommit(db));
	sqlite3_close(db);
}

static void ours_is_what_the_store_makes(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db;

	fixture_close(f);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(ask(db, "PRAGMA user_version"), (int64_t)schema_nsteps);
	assert_int_equal(ask(db, "PRAGMA application_id"), SCHEMA_APPLICATION);
	assert_int_equal(ask(db, "PRAGMA page_size"), 16384);
	assert_int_equal(ask(db, "PRAGMA auto_vacuum"), 2);
	sqlite3_close(db);
}

/* --- a file as the first version wrote it ------------------------------------- */

static void put(sqlite3 *db, const char *sql, struct view blob)
{
	sqlite3_stmt *st;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	if (blob.p != NULL)
		sqlite3_bind_blob64(st, 1, blob.p, blob.n, SQLITE_TRANSIENT);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
}

static void put_packed(sqlite3 *db, const char *sql, struct view bytes)
{
	struct pack p = {0};
	struct view packed;

	assert_int_equal(pack_in(&p, bytes, &packed), CT_OK);
	put(db, sql, packed);
	pack_free(&p);
}

#define EVIDENCE "{\"reasons\":[\"as it was written then\"],\"verbatim\":0.25}"

static void write_version_1(sqlite3 *db)
{
	const struct store_story st = fixture_story(1, 1, 5000);
	struct fingerprint fp = fixture_print(1);
	struct buf b = BUF_INIT(10000);

	assert_int_equal(schema_migrate(db, schema_steps, 1), SQLITE_OK);
	put(db, "INSERT INTO feed (id, name, url) VALUES (1, 'a', 'http://a.example/')",
	    (struct view){0});
	put(db,
	    "INSERT INTO tally VALUES ('stories', 1), ('new', 1), ('last story', 1), ('feeds', 1)",
	    (struct view){0});
	put(db,
	    "INSERT INTO story (id, feed, seen, verdict, score, body0, body1)"
	    " VALUES (1, 1, 5000, 0, 0.25, 1, 2)",
	    (struct view){0});
	record_put(&b, &st.item);
	put_packed(db, "INSERT INTO text VALUES (1, ?1)", buf_view(&b));
	put_packed(db, "INSERT INTO evidence VALUES (1, ?1)", VIEW_LIT(EVIDENCE));
	buf_clear(&b);
	fp.version = 1;
	fingerprint_encode(&fp, &b);
	put(db, "INSERT INTO recent VALUES (1, ?1)", buf_view(&b));
	buf_free(&b);
}

static enum ct_err as_made_now(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	const struct store_story st = fixture_story(1, 1, 5000);
	struct fingerprint want;
	struct doc *d;

	assert_int_equal(doc_make(&st.item.story, &d), CT_OK);
	fingerprint_make(d, &want);
	doc_free(d);
	assert_int_equal(story, 1);
	assert_int_equal(seen, 5000);
	assert_true(want.nkeys > 0);
	assert_int_equal(fp->nkeys, want.nkeys);
	assert_memory_equal(fp->keys, want.keys, want.nkeys * sizeof(want.keys[0]));
	++*(size_t *)ctx;
	return CT_OK;
}

static void a_file_of_the_first_version_goes_on(void **state)
{
	struct fixture *f = *state;
	struct store_story st;
	struct store_kin kin;
	size_t n = 0;
	sqlite3 *db;
	char command[200];

	fixture_close(f);
	snprintf(command, sizeof(command), "rm -rf '%s' '%s.d'", f->path, f->path);
	assert_int_equal(system(command), 0);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	write_version_1(db);
	sqlite3_close(db);

	fixture_open(f);
	assert_int_equal(store_story_get(f->s, 1, true, f->a, &st), CT_OK);
	assert_true(view_eq(st.evidence, VIEW_LIT(EVIDENCE)));
	assert_true(view_eq(st.feed_name, VIEW_LIT("a")));
	assert_int_equal(st.late, 0);
	/* Nothing that comes after it can be its original. */
	assert_int_equal(store_story_kin(f->s, 1, &kin), CT_OK);
	assert_int_equal(kin.told, 1);
	assert_int_equal(kin.cluster, 1);
	/* Its keys were another program's. */
	assert_int_equal(store_keys_after(f->s, 0, as_made_now, &n), CT_OK);
	assert_int_equal(n, 1);
	fixture_begin(f);
	assert_int_equal(fixture_add(f, fixture_feed(f, "a"), 2, 6000, CT_NEW), 2);
	fixture_commit(f);
	assert_int_equal(fixture_counts(f).stories, 2);
	fixture_reopen(f);
	assert_int_equal(store_story_kin(f->s, 2, &kin), CT_OK);
	assert_int_equal(kin.told, 6000);
	fixture_check(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(step_by_step),
	    cmocka_unit_test(a_failing_step_leaves_the_version_before),
	    FIXTURE_TEST(ours_is_what_the_store_makes),
	    FIXTURE_TEST(a_file_of_the_first_version_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

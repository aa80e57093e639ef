/* The steps from version to version, on steps made for the test. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(step_by_step),
	    cmocka_unit_test(a_failing_step_leaves_the_version_before),
	    FIXTURE_TEST(ours_is_what_the_store_makes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

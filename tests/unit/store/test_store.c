#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store_fixture.h"
#include "store_int.h"

static void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void sql(const char *path, const char *statements)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, statements, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Opening fails, the message has `words`, and not a byte of the file nor
 * anything beside it has changed. */
static void refused(const char *dir, const char *path, enum ct_err want, const char *words)
{
	struct store *s = NULL;
	char *why = NULL, command[300], before[200] = "", after[200] = "";
	FILE *p;

	snprintf(command, sizeof(command),
	    "ls -lA --time-style=full-iso '%s' | md5sum; cat '%s' | md5sum", dir, path);
	p = popen(command, "r");
	assert_true(fread(before, 1, sizeof(before) - 1, p) > 0);
	pclose(p);
	assert_int_equal(store_open(path, &s, &why), want);
	assert_null(s);
	assert_non_null(why);
	if (strstr(why, words) == NULL)
		fail_msg("%s does not say: %s", why, words);
	assert_non_null(strstr(why, path));
	free(why);
	p = popen(command, "r");
	assert_true(fread(after, 1, sizeof(after) - 1, p) > 0);
	pclose(p);
	assert_string_equal(before, after);
}

static void what_is_not_ours_is_refused_untouched(void **state)
{
	struct fixture *f = *state;
	char path[100], text[5000];

	snprintf(path, sizeof(path), "%s/other", f->dir);
	memset(text, 'x', sizeof(text));
	write_file(path, text, 5);
	refused(f->dir, path, CT_EINVAL, "not a database");
	write_file(path, text, sizeof(text));
	refused(f->dir, path, CT_EINVAL, "not a database");
	unlink(path);
	sql(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
	refused(f->dir, path, CT_EINVAL, "another program");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	struct store *s = NULL;
	char *why;
	assert_int_equal(store_open(path, &s, &why), CT_EINVAL);
	assert_non_null(strstr(why, "not a database"));
	free(why);
	assert_int_equal(store_open("", &s, &why), CT_EINVAL); /* no file: all would be lost */
	assert_string_equal(why, "the store's name is empty");
	free(why);
	snprintf(path, sizeof(path), "%s/nowhere/store", f->dir);
	assert_int_equal(store_open(path, &s, &why), CT_EIO);
	assert_non_null(strstr(why, "No such file"));
	free(why);
}

static void a_newer_schema_is_refused_untouched(void **state)
{
	struct fixture *f = *state;

	fixture_close(f);
	sql(f->path, "PRAGMA user_version = 99");
	refused(f->dir, f->path, CT_EVERSION, "newer version (schema 99, this program knows ");
}

static void damage_is_told(void **state)
{
	struct fixture *f = *state;
	char junk[16384];

	fixture_begin(f);
	fixture_feed(f, "a");
	fixture_commit(f);
	fixture_close(f);
	memset(junk, 0xa5, sizeof(junk));
	int fd = open(f->path, O_WRONLY);
	assert_int_equal(pwrite(fd, junk, sizeof(junk), 100), sizeof(junk));
	close(fd);
	struct store *s;
	char *why;
	assert_int_equal(store_open(f->path, &s, &why), CT_EIO);
	assert_non_null(strstr(why, "damaged"));
	free(why);
}

/* As a user that may not write there; root may everything. */
static void assert_told_read_only(const struct fixture *f)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct store *s;
		char *why = NULL;

		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(9);
		if (store_open(f->path, &s, &why) != CT_EIO)
			_exit(1);
		_exit(strstr(why, "read-only") != NULL ? 0 : 2);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void read_only_is_told(void **state)
{
	struct fixture *f = *state;

	fixture_close(f);
	assert_int_equal(chmod(f->dir, 0555), 0);
	assert_told_read_only(f);
	assert_int_equal(chmod(f->dir, 0777), 0);
	assert_int_equal(chmod(f->path, 0444), 0);
	assert_told_read_only(f);
}

static void only_one_process_at_a_time(void **state)
{
	struct fixture *f = *state;
	pid_t pid = fork();

	if (pid == 0) {
		struct store *s;
		char *why = NULL;

		if (store_open(f->path, &s, &why) != CT_EIO)
			_exit(1);
		_exit(strstr(why, "in use") != NULL ? 0 : 2);
	}
	int status;
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void all_survives_a_reopening(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	int64_t id = fixture_add(f, feed, 1, 1000, CT_REWRITTEN);
	fixture_commit(f);
	fixture_reopen(f);
	struct store_counts c = fixture_counts(f);
	assert_int_equal(c.stories, 1);
	assert_int_equal(c.feeds, 1);
	assert_int_equal(c.by_verdict[CT_REWRITTEN], 1);
	assert_true(c.file_bytes > 0);
	struct store_story st;
	assert_int_equal(store_story_get(f->s, id, false, f->a, &st), CT_OK);
	fixture_begin(f);
	assert_int_equal(fixture_add(f, feed, 2, 1001, CT_NEW), id + 1);
	fixture_commit(f);
	fixture_check(f);
}

static void a_rollback_takes_all_back(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	fixture_commit(f);
	fixture_begin(f);
	int64_t id = fixture_add(f, feed, 1, 1000, CT_NEW);
	store_rollback(f->s);
	store_rollback(f->s); /* twice is once */
	assert_int_equal(fixture_counts(f).stories, 0);
	assert_int_equal(fixture_counts(f).by_verdict[CT_NEW], 0);
	fixture_begin(f);
	assert_int_equal(fixture_add(f, feed, 2, 1001, CT_NEW), id);
	fixture_commit(f);
	fixture_check(f);
}

static void a_feed_may_be_made_outside_a_transaction(void **state)
{
	struct fixture *f = *state;

	fixture_feed(f, "a");
	fixture_begin(f);
	store_rollback(f->s);
	assert_int_equal(fixture_counts(f).feeds, 1);
	fixture_reopen(f);
	fixture_check(f);
	assert_int_equal(fixture_counts(f).feeds, 1);
}

static void a_store_in_memory(void **state)
{
	struct fixture f = {.path = ":memory:"};
	struct store_story st;
	struct buf b = BUF_INIT(1000);

	(void)state;
	f.a = arena_new(1u << 20);
	fixture_open(&f);
	fixture_begin(&f);
	int64_t id = fixture_add(&f, fixture_feed(&f, "a"), 1, 5, CT_NEW);
	assert_int_equal(store_blob_put(f.s, "x", VIEW_LIT("yz")), CT_OK);
	fixture_commit(&f);
	assert_int_equal(store_story_get(f.s, id, false, f.a, &st), CT_OK);
	assert_int_equal(store_blob_get(f.s, "x", &b), CT_OK);
	assert_true(view_is(buf_view(&b), "yz"));
	fixture_check(&f);
	fixture_close(&f);
	assert_int_equal(access(":memory:", F_OK), -1);
	assert_int_equal(access(":memory:.d", F_OK), -1);
	buf_free(&b);
	arena_free(f.a);
}

static void blobs(void **state)
{
	struct fixture *f = *state;
	struct buf b = BUF_INIT(1000);

	assert_int_equal(store_blob_get(f->s, "x", &b), CT_EINVAL);
	fixture_begin(f);
	assert_int_equal(store_blob_put(f->s, "x", VIEW_LIT("one")), CT_OK);
	assert_int_equal(store_blob_put(f->s, "x", VIEW_LIT("t\0o")), CT_OK);
	fixture_commit(f);
	fixture_reopen(f);
	assert_int_equal(store_blob_get(f->s, "x", &b), CT_OK);
	assert_true(view_eq(buf_view(&b), VIEW_LIT("t\0o")));
	b.max = 4;
	assert_int_equal(store_blob_get(f->s, "x", &b), CT_ELIMIT);
	buf_free(&b);
}

/* No statement can be prepared (as without memory), and all the same no
 * transaction stays open. */
static void a_rollback_needs_nothing_new(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	int limit = sqlite3_limit(f->s->db, SQLITE_LIMIT_SQL_LENGTH, 1);
	assert_int_not_equal(store_blob_put(f->s, "x", VIEW_LIT("y")), CT_OK);
	store_rollback(f->s);
	sqlite3_limit(f->s->db, SQLITE_LIMIT_SQL_LENGTH, limit);
	fixture_begin(f);
	assert_int_equal(store_blob_put(f->s, "x", VIEW_LIT("y")), CT_OK);
	fixture_commit(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(what_is_not_ours_is_refused_untouched),
	    FIXTURE_TEST(a_newer_schema_is_refused_untouched),
	    FIXTURE_TEST(damage_is_told),
	    FIXTURE_TEST(read_only_is_told),
	    FIXTURE_TEST(only_one_process_at_a_time),
	    FIXTURE_TEST(all_survives_a_reopening),
	    FIXTURE_TEST(a_rollback_takes_all_back),
	    FIXTURE_TEST(a_feed_may_be_made_outside_a_transaction),
	    cmocka_unit_test(a_store_in_memory),
	    FIXTURE_TEST(blobs),
	    FIXTURE_TEST(a_rollback_needs_nothing_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

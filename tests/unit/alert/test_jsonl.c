/* Alert files: torn tails, repeats, rotation, full disks, other writers. */
#include "alert_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

#include "jsonl.h"
#include "scratch.h"
#include "tail.h"

#define LINE(id) "{\"v\":1,\"alert_id\":\"" id "\",\"x\":1}"

static bool sync_fails;

/* Stands in for the C library's. */
int fdatasync(int fd)
{
	if (sync_fails) {
		errno = EIO;
		return -1;
	}
	return fsync(fd);
}

static char path[256];

static int set_up(void **state)
{
	sync_fails = false;
	if (scratch_up(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/alerts.jsonl", scratch_dir);
	return 0;
}

/* What was said since the last sync. */
static size_t said_ok, said_failed;
static int owner;

static void on_said(void *ctx, int64_t delivery, const char *why)
{
	assert_ptr_equal(ctx, &owner);
	assert_int_equal(delivery, 77);
	if (why == NULL)
		said_ok++;
	else
		said_failed++;
}

/* Did all that was waited for reach the disk? */
static bool all_synced(struct jsonl **files)
{
	said_ok = said_failed = 0;
	jsonl_sync(files, on_said);
	return said_failed == 0;
}

static enum ct_err append(struct jsonl *f, const char *line, const char *id, const char *want_why)
{
	const char *why = NULL;
	enum ct_err err = jsonl_append(f, view_of(line), view_of(id), &owner, 77, &why);

	if (want_why != NULL)
		assert_non_null(strstr(why, want_why));
	return err;
}

static void holds(const char *want)
{
	char *got = rig_read(path);

	assert_string_equal(got, want);
	free(got);
}

static void writes_each_once(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);
	struct stat st;

	(void)state;
	assert_ptr_equal(jsonl_get(&files, path), f); /* two sections, one file */
	umask(0);
	assert_int_equal(append(f, LINE(ID_A), ID_A, NULL), CT_OK);
	umask(022);
	assert_int_equal(append(f, LINE(ID_B), ID_B, NULL), CT_OK);
	assert_int_equal(append(f, LINE(ID_A), ID_A, NULL), CT_OK);
	assert_true(all_synced(&files));
	assert_int_equal(said_ok, 3);
	assert_true(all_synced(&files));
	assert_int_equal(said_ok, 0);
	holds(LINE(ID_A) "\n" LINE(ID_B) "\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	jsonl_sweep(&files, true);
	assert_null(files);
}

/* Killed between the write and the mark in the outbox. */
static void recognises_after_a_crash(void **state)
{
	struct jsonl *files = NULL;

	(void)state;
	append(jsonl_get(&files, path), LINE(ID_A), ID_A, NULL);
	jsonl_sweep(&files, true);
	struct jsonl *f = jsonl_get(&files, path);
	assert_int_equal(append(f, LINE(ID_A), ID_A, NULL), CT_OK);
	assert_int_equal(append(f, LINE(ID_B), ID_B, NULL), CT_OK);
	assert_true(all_synced(&files));
	holds(LINE(ID_A) "\n" LINE(ID_B) "\n");
	jsonl_sweep(&files, true);
}

/* However far the last write got. */
static void cuts_a_torn_tail(void **state)
{
	static const char whole[] = LINE(ID_B);

	(void)state;
	for (size_t n = 0; n < sizeof(whole); n++) {
		struct jsonl *files = NULL;
		struct buf b = BUF_INIT(4096);

		buf_adds(&b, LINE(ID_A) "\n");
		buf_add(&b, whole, n);
		rig_write(path, buf_view(&b), 0640);
		buf_free(&b);
		struct jsonl *f = jsonl_get(&files, path);
		assert_int_equal(append(f, LINE(ID_B), ID_B, NULL), CT_OK);
		holds(LINE(ID_A) "\n" LINE(ID_B) "\n");
		jsonl_sweep(&files, true);
	}
	struct jsonl *files = NULL;
	rig_write(path, VIEW_LIT(LINE(ID_A) "\n\0\0\0\0\0"), 0640);
	assert_int_equal(append(jsonl_get(&files, path), LINE(ID_B), ID_B, NULL), CT_OK);
	holds(LINE(ID_A) "\n" LINE(ID_B) "\n");
	jsonl_sweep(&files, true);
}

static void leaves_other_files_alone(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);
	char target[300];

	(void)state;
	rig_write(path, VIEW_LIT("root:x:0:0\nlast line"), 0640);
	assert_int_equal(append(f, LINE(ID_A), ID_A, "left alone"), CT_EIO);
	holds("root:x:0:0\nlast line");
	assert_int_equal(unlink(path), 0);
	snprintf(target, sizeof(target), "%s/target", scratch_dir);
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(append(f, LINE(ID_A), ID_A, "symbolic link"), CT_EIO);
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(append(f, LINE(ID_A), ID_A, "not a regular file"), CT_EIO);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(append(f, LINE(ID_A), ID_A, NULL), CT_OK);
	jsonl_sweep(&files, true);
}

/* Ids near the end of a long file, whose first lines are not read back. */
static void reads_back_a_bounded_tail(void **state)
{
	struct jsonl *files = NULL;
	struct buf b = BUF_INIT(32 << 20);
	char id[33];

	(void)state;
	unsigned lines = 0;
	for (; b.n < TAIL_BYTES + 100000; lines++)
		buf_addf(&b, "{\"v\":1,\"alert_id\":\"%032x\",\"pad\":\"%01000d\"}\n", lines, 0);
	rig_write(path, buf_view(&b), 0640);
	size_t size = b.n;
	buf_free(&b);
	struct jsonl *f = jsonl_get(&files, path);
	snprintf(id, sizeof(id), "%032x", lines - 1);
	assert_int_equal(append(f, LINE("x"), id, NULL), CT_OK);
	snprintf(id, sizeof(id), "%032x", lines - TAIL_BYTES / 1100);
	assert_int_equal(append(f, LINE("x"), id, NULL), CT_OK);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, size);
	assert_int_equal(append(f, LINE("x"), "00000000000000000000000000000000", NULL), CT_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, size + strlen(LINE("x")) + 1);
	jsonl_sweep(&files, true);
}

static void follows_rotation(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);
	char old[300], *got;

	(void)state;
	snprintf(old, sizeof(old), "%s.1", path);
	append(f, LINE(ID_A), ID_A, NULL);
	assert_int_equal(rename(path, old), 0);
	jsonl_reopen(files);
	append(f, LINE(ID_B), ID_B, NULL);
	append(f, LINE(ID_A), ID_A, NULL); /* remembered across the rotation */
	assert_true(all_synced(&files));
	holds(LINE(ID_B) "\n");
	got = rig_read(old);
	assert_string_equal(got, LINE(ID_A) "\n");
	free(got);
	assert_int_equal(unlink(path), 0); /* without a word: nothing goes to a file that is gone */
	append(f, LINE("cc"), "cc", NULL);
	holds(LINE("cc") "\n");
	assert_int_equal(truncate(path, 0), 0); /* copytruncate */
	append(f, LINE("dd"), "dd", NULL);
	assert_true(all_synced(&files));
	holds(LINE("dd") "\n");
	jsonl_sweep(&files, true);
}

/* A disk that fills up within a line. */
static void takes_a_partial_line_back(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);
	struct rlimit old, tight;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	append(f, LINE(ID_A), ID_A, NULL);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	tight = old;
	for (rlim_t room = 0; room < sizeof(LINE(ID_B)); room += 7) {
		tight.rlim_cur = strlen(LINE(ID_A)) + 1 + room;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
		enum ct_err err = append(f, LINE(ID_B), ID_B, NULL);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
		assert_int_equal(err, CT_EIO);
		holds(LINE(ID_A) "\n");
	}
	assert_int_equal(append(f, LINE(ID_B), ID_B, NULL), CT_OK);
	holds(LINE(ID_A) "\n" LINE(ID_B) "\n");
	jsonl_sweep(&files, true);
}

static void takes_back_what_did_not_reach_the_disk(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);

	(void)state;
	append(f, LINE(ID_A), ID_A, NULL);
	assert_true(all_synced(&files));
	append(f, LINE(ID_B), ID_B, NULL);
	sync_fails = true;
	assert_false(all_synced(&files));
	holds(LINE(ID_A) "\n");
	sync_fails = false;
	assert_int_equal(append(f, LINE(ID_B), ID_B, NULL), CT_OK); /* comes again: written */
	assert_true(all_synced(&files));
	holds(LINE(ID_A) "\n" LINE(ID_B) "\n");
	append(f, LINE("cc"), "cc", NULL);
	sync_fails = true;
	jsonl_reopen(files);
	sync_fails = false;
	assert_false(all_synced(&files)); /* told, though the failure was in between */
	assert_true(all_synced(&files));
	jsonl_put(f);
	jsonl_sweep(&files, false);
	assert_null(files);
}

static void bounds_what_is_not_synced(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);
	static char line[300000];
	int n = 0;

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	for (char id[16]; n < 100; n++) {
		snprintf(id, sizeof(id), "%d", n);
		if (append(f, line, id, NULL) == CT_ELIMIT)
			break;
	}
	assert_int_equal(n, 4);
	assert_true(all_synced(&files));
	assert_int_equal(append(f, line, "4", NULL), CT_OK);
	jsonl_put(f);
	jsonl_sweep(&files, false);
	assert_non_null(files); /* not before it is on disk */
	assert_true(all_synced(&files));
	assert_null(files);
}

static void shares_with_no_other_writer(void **state)
{
	struct jsonl *files = NULL, *f = jsonl_get(&files, path);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	(void)state;
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(append(f, LINE(ID_A), ID_A, "another process"), CT_EIO);
	close(fd);
	assert_int_equal(append(f, LINE(ID_A), ID_A, NULL), CT_OK);
	jsonl_sweep(&files, true);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, scratch_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(writes_each_once),
	    TEST(recognises_after_a_crash),
	    TEST(cuts_a_torn_tail),
	    TEST(leaves_other_files_alone),
	    TEST(reads_back_a_bounded_tail),
	    TEST(follows_rotation),
	    TEST(takes_a_partial_line_back),
	    TEST(takes_back_what_did_not_reach_the_disk),
	    TEST(bounds_what_is_not_synced),
	    TEST(shares_with_no_other_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "index.h"
#include "merge_all.h"
#include "segment_layout.h"
#include "store_fixture.h"
#include "store_int.h"

/* n stories in the store, and their segment. */
static struct store_segment add_segment(struct fixture *f, int64_t feed, uint32_t n)
{
	struct index *ix = index_new();
	struct buf b = BUF_INIT(1u << 20);
	struct store_segment seg = {.level = 0};

	for (uint32_t i = 0; i < n; i++) {
		struct fingerprint fp = fixture_print(i);
		int64_t id = fixture_add(f, feed, i, 1000 + i, CT_NEW);

		seg.first = seg.first != 0 ? seg.first : id;
		seg.last = id;
		assert_int_equal(index_add(ix, (uint32_t)id, 1000 + i, fp.keys, fp.nkeys), CT_OK);
	}
	seg.from = 1000;
	seg.until = 1000 + n - 1;
	index_seal(ix, &b);
	seg.bytes = buf_view(&b);
	assert_int_equal(store_segment_add(f->s, &seg), CT_OK);
	assert_ptr_not_equal(seg.bytes.p, b.p);
	assert_true(view_eq(seg.bytes, buf_view(&b)));
	buf_free(&b);
	index_free(ix);
	return seg;
}

struct listed {
	struct store_segment seg[20];
	size_t n;
};

static bool keep(void *ctx, const struct store_segment *seg)
{
	struct listed *l = ctx;

	assert_true(index_intact(seg->bytes));
	l->seg[l->n++] = *seg;
	return true;
}

static struct listed list(struct fixture *f)
{
	struct listed l = {.n = 0};

	assert_int_equal(store_segment_list(f->s, keep, &l), CT_OK);
	return l;
}

static size_t files(struct fixture *f)
{
	char path[120];
	size_t n = 0;
	struct dirent *e;

	snprintf(path, sizeof(path), "%s.d", f->path);
	DIR *d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static enum ct_err count_keys(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	(void)story;
	(void)seen;
	(void)fp;
	++*(size_t *)ctx;
	return CT_OK;
}

static size_t recent(struct fixture *f)
{
	size_t n = 0;

	assert_int_equal(store_keys_after(f->s, 0, count_keys, &n), CT_OK);
	return n;
}

static void a_segment_stays_and_its_keys_go(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	struct store_segment seg = add_segment(f, feed, 50);
	fixture_add(f, feed, 51, 2000, CT_NEW);
	fixture_commit(f);
	assert_int_equal(recent(f), 1);
	assert_int_equal(fixture_counts(f).segments, 1);
	fixture_reopen(f);
	struct listed l = list(f);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.seg[0].id, seg.id);
	assert_int_equal(l.seg[0].first, 1);
	assert_int_equal(l.seg[0].last, 50);
	assert_int_equal(l.seg[0].from, 1000);
	assert_int_equal(l.seg[0].until, 1049);
	assert_int_equal(files(f), 1);
	fixture_check(f);
}

static void a_rollback_leaves_no_file(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	add_segment(f, feed, 5);
	assert_int_equal(files(f), 1);
	store_rollback(f->s);
	assert_int_equal(files(f), 0);
	assert_int_equal(list(f).n, 0);
	assert_int_equal(fixture_counts(f).segments, 0);
	fixture_check(f);
}

static void merged_ones_are_dropped_at_commit(void **state)
{
	struct fixture *f = *state;
	struct buf b = BUF_INIT(1u << 20);

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	struct store_segment one = add_segment(f, feed, 5), two = add_segment(f, feed, 5);
	fixture_commit(f);
	for (unsigned round = 0; round < 2; round++) {
		struct view parts[] = {one.bytes, two.bytes};
		struct store_segment merged = {
		    .first = 1, .last = 10, .from = 1000, .until = 1004, .level = 1};

		fixture_begin(f);
		buf_clear(&b);
		assert_int_equal(merge_all(parts, 2, 0, &b), CT_OK);
		merged.bytes = buf_view(&b);
		assert_int_equal(store_segment_add(f->s, &merged), CT_OK);
		assert_int_equal(store_segment_drop(f->s, one.id), CT_OK);
		assert_int_equal(store_segment_drop(f->s, one.id), CT_EINVAL);
		assert_int_equal(store_segment_drop(f->s, two.id), CT_OK);
		assert_int_equal(store_segment_drop(f->s, 77), CT_EINVAL);
		assert_int_equal(list(f).n, 1);
		assert_true(index_intact(one.bytes)); /* mapped as yet */
		if (round == 0) {
			store_rollback(f->s);
			assert_int_equal(list(f).n, 2);
			assert_int_equal(files(f), 2);
			assert_true(index_intact(one.bytes));
		} else {
			fixture_commit(f);
		}
	}
	struct listed l = list(f);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.seg[0].level, 1);
	assert_int_equal(files(f), 1);
	fixture_begin(f);
	assert_int_equal(store_segment_drop(f->s, one.id), CT_EINVAL);
	fixture_commit(f);
	fixture_check(f);
	fixture_reopen(f);
	assert_int_equal(list(f).n, 1);
	assert_int_equal(files(f), 1);
	buf_free(&b);
}

static void a_segment_that_comes_in_steps(void **state)
{
	struct fixture *f = *state;
	struct store_segment_file *file;
	struct index *ix = index_new();
	struct buf b = BUF_INIT(1u << 20);
	uint32_t key = 9;

	assert_int_equal(index_add(ix, 1, 1, &key, 1), CT_OK);
	index_seal(ix, &b);
	struct store_segment seg = {.first = 1, .last = 1, .from = 1, .until = 1};
	assert_int_equal(store_segment_create(f->s, &file), CT_OK);
	for (size_t i = 0; i < b.n; i++)
		assert_int_equal(store_segment_write(f->s, file, (struct view){b.p + i, 1}), CT_OK);
	fixture_begin(f);
	assert_int_equal(store_segment_add_file(f->s, file, &seg), CT_OK);
	fixture_commit(f);
	assert_true(view_eq(seg.bytes, buf_view(&b)));
	assert_int_equal(store_segment_create(f->s, &file), CT_OK);
	assert_int_equal(store_segment_write(f->s, file, buf_view(&b)), CT_OK);
	store_segment_abandon(file);
	assert_int_equal(files(f), 1);
	/* Outside a transaction: refused, and nothing is left of it. */
	assert_int_equal(store_segment_create(f->s, &file), CT_OK);
	assert_int_equal(store_segment_write(f->s, file, buf_view(&b)), CT_OK);
	assert_int_equal(store_segment_add_file(f->s, file, &seg), CT_EIO);
	assert_int_equal(files(f), 1);
	/* What a crash leaves behind goes at the next start; what is not ours stays. */
	assert_int_equal(store_segment_create(f->s, &file), CT_OK);
	char path[250];
	snprintf(path, sizeof(path), "touch %s.d/00000099.seg %s.d/notes.txt", f->path, f->path);
	assert_int_equal(system(path), 0);
	assert_int_equal(files(f), 4);
	fixture_reopen(f);
	assert_int_equal(files(f), 2);
	free(file); /* its store is gone; as if the process had died */
	index_free(ix);
	buf_free(&b);
}

static int interrupt(void *ctx)
{
	(void)ctx;
	return 1;
}

/* A store of 60 stories whose first segment, of 50, is cut off. */
static void lose_a_segment(struct fixture *f)
{
	char path[130];

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	struct store_segment seg = add_segment(f, feed, 50);
	add_segment(f, feed, 10);
	fixture_commit(f);
	fixture_close(f);
	snprintf(path, sizeof(path), "%s.d/%08u.seg", f->path, (unsigned)seg.id);
	assert_int_equal(truncate(path, 100), 0);
	fixture_open(f);
	assert_int_equal(list(f).n, 1);
}

static void lost_ones_are_told_and_rebuilt(void **state)
{
	struct fixture *f = *state;
	struct buf problems = BUF_INIT(1000);
	struct store_rebuilt made;
	struct store_rebuild *work = NULL;

	lose_a_segment(f);
	assert_int_equal(store_check(f->s, &problems), CT_OK);
	assert_non_null(strstr(problems.p, "is lost, stories 1 to 50"));
	fixture_begin(f);
	assert_int_equal(store_rebuild_step(f->s, &work, 30, &made), CT_OK);
	assert_int_equal(made.segment.id, 0);
	assert_non_null(work);
	fixture_commit(f);
	/* It stops: what was read is read again. */
	store_rebuild_free(work);
	work = NULL;
	fixture_reopen(f);
	fixture_begin(f);
	assert_int_equal(store_rebuild_step(f->s, &work, 49, &made), CT_OK);
	assert_int_equal(made.segment.id, 0);
	assert_int_equal(store_rebuild_step(f->s, &work, 30, &made), CT_OK);
	assert_int_not_equal(made.segment.id, 0);
	assert_null(work);
	assert_int_equal(made.segment.first, 1);
	assert_int_equal(made.segment.last, 50);
	assert_int_equal(made.damaged, 0);
	assert_true(index_intact(made.segment.bytes));
	assert_int_equal(store_rebuild_step(f->s, &work, 30, &made), CT_OK);
	assert_true(made.nothing);
	fixture_commit(f);
	assert_int_equal(list(f).n, 2);
	assert_int_equal(files(f), 2);
	fixture_check(f);
	fixture_reopen(f);
	fixture_check(f);
	buf_free(&problems);
}

/* What is damaged is left out, and counted. */
static void damaged_stories_of_a_lost_one_are_counted(void **state)
{
	struct fixture *f = *state;
	struct store_rebuilt made;
	struct store_rebuild *work = NULL;
	struct index_span span;

	lose_a_segment(f);
	assert_int_equal(sqlite3_exec(f->s->db,
			     "UPDATE text SET packed = x'00' WHERE story IN (7, 8);"
			     "UPDATE text SET packed = x'' WHERE story = 31",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	fixture_begin(f);
	assert_int_equal(store_rebuild_step(f->s, &work, 30, &made), CT_OK);
	assert_int_equal(store_rebuild_step(f->s, &work, 30, &made), CT_OK);
	assert_int_equal(made.damaged, 3);
	assert_int_equal(index_span(made.segment.bytes, &span), CT_OK);
	assert_int_equal(span.stories, 47);
	assert_int_equal(store_rebuild_step(f->s, &work, 30, &made), CT_OK);
	assert_true(made.nothing);
	fixture_commit(f);
}

/* An error is no end of the work. */
static void a_rebuild_that_fails_is_not_over(void **state)
{
	struct fixture *f = *state;
	struct store_rebuilt made;
	struct store_rebuild *work = NULL;

	lose_a_segment(f);
	fixture_begin(f);
	sqlite3_progress_handler(f->s->db, 1, interrupt, NULL);
	assert_int_equal(store_rebuild_step(f->s, &work, 100, &made), CT_EIO);
	assert_false(made.nothing);
	assert_null(work);
	sqlite3_progress_handler(f->s->db, 0, NULL, NULL);
	store_rollback(f->s);
	fixture_begin(f);
	assert_int_equal(store_rebuild_step(f->s, &work, 100, &made), CT_OK);
	assert_int_not_equal(made.segment.id, 0);
	fixture_commit(f);
	fixture_check(f);
}

/* The segment as it is with this many bytes of nothing in its body. */
static struct buf large(struct view small, size_t more)
{
	struct buf b = BUF_INIT((size_t)1 << 26);
	uint64_t body;

	memcpy(&body, small.p + small.n - SEGMENT_TRAILER + 48, sizeof(body));
	buf_addv(&b, view_sub(small, 0, body));
	memset(buf_room(&b, more), 0, more);
	buf_filled(&b, more);
	buf_addv(&b, view_sub(small, body, small.n));
	assert_int_equal(b.err, CT_OK);
	char *trailer = b.p + b.n - SEGMENT_TRAILER;
	body += more;
	memcpy(trailer + 48, &body, sizeof(body));
	uint64_t hash = XXH3_64bits(trailer, SEGMENT_TRAILER - 8);
	memcpy(trailer + SEGMENT_TRAILER - 8, &hash, sizeof(hash));
	return b;
}

/* From now on the segment's file can be read no more. */
static void break_file(uint64_t segment)
{
	char name[32], link[40], path[256];
	int broken = 0;

	snprintf(name, sizeof(name), "/%08u.seg", (unsigned)segment);
	for (int fd = 3; fd < 64; fd++) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		ssize_t n = readlink(link, path, sizeof(path) - 1);
		path[n > 0 ? n : 0] = '\0';
		if (strstr(path, name) == NULL)
			continue;
		int closed = open("/dev/null", O_WRONLY | O_CLOEXEC);
		assert_int_equal(dup2(closed, fd), fd);
		close(closed);
		broken++;
	}
	assert_int_equal(broken, 1);
}

/* A look-up goes on with the segments that can be read, and what it missed is told. */
static void reads_that_fail_are_counted(void **state)
{
	struct fixture *f = *state;
	struct index *ix = index_new();
	struct index_candidate c[8];
	struct store_misses m;
	char line[STORE_MISSES_LINE];
	const struct fingerprint fp = fixture_print(3);

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	struct store_segment small = add_segment(f, feed, 5), second = add_segment(f, feed, 5);
	struct buf bytes = large(small.bytes, (size_t)16 << 20);
	struct store_segment first = {.first = 1, .last = 5, .bytes = buf_view(&bytes)};
	assert_int_equal(store_segment_add(f->s, &first), CT_OK);
	assert_non_null(first.reader.read);
	assert_null(second.reader.read);
	assert_int_equal(index_attach_read(ix, first.id, first.bytes, &first.reader), CT_OK);
	assert_int_equal(index_attach(ix, second.id, second.bytes), CT_OK);
	assert_int_equal(index_query(ix, fp.keys, 1, 0, c, 8), 2);
	store_misses(f->s, &m);
	assert_int_equal(m.reads, 0);
	store_misses_line(&m, line);
	assert_string_equal(line, "");
	break_file(first.id);
	assert_int_equal(index_query(ix, fp.keys, 1, 0, c, 8), 1);
	assert_int_equal(c[0].story, 9);
	store_misses(f->s, &m);
	assert_int_equal(m.reads, 1);
	assert_int_equal(m.segment, first.id);
	assert_int_equal(m.error, EBADF);
	assert_int_equal(fixture_counts(f).misses.reads, 1);
	store_misses_line(&m, line);
	assert_non_null(strstr(line, "the last of segment 3 (Bad file descriptor)"));
	fixture_commit(f);
	index_free(ix);
	buf_free(&bytes);
}

static void damage_inside_is_found_by_the_check(void **state)
{
	struct fixture *f = *state;
	struct buf problems = BUF_INIT(1000);
	char path[200];

	fixture_begin(f);
	struct store_segment seg = add_segment(f, fixture_feed(f, "a"), 50);
	fixture_commit(f);
	fixture_close(f);
	snprintf(path, sizeof(path),
	    "printf damage | dd of=%s.d/%08u.seg bs=1 seek=20 conv=notrunc 2>/dev/null", f->path,
	    (unsigned)seg.id);
	assert_int_equal(system(path), 0);
	fixture_open(f);
	assert_int_equal(store_check(f->s, &problems), CT_OK);
	assert_non_null(strstr(problems.p, "is damaged"));
	buf_free(&problems);
}

/* The file cannot be written: told, nothing left behind, works again later. */
static void no_room_for_the_file(void **state)
{
	struct fixture *f = *state;
	struct rlimit old, tiny;
	char bytes[10000] = "";

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	fixture_commit(f);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	tiny = old;
	tiny.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	fixture_begin(f);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
	struct store_segment seg = {.first = 1, .last = 2, .bytes = {bytes, sizeof(bytes)}};
	enum ct_err err = store_segment_add(f->s, &seg);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(err, CT_EIO);
	assert_non_null(strstr(store_error(f->s), "File too large"));
	store_rollback(f->s);
	assert_int_equal(files(f), 0);
	fixture_begin(f);
	add_segment(f, feed, 5);
	fixture_commit(f);
	fixture_check(f);
}

static void count_retired(void *ctx, uint64_t id)
{
	assert_true(id > 0);
	++*(size_t *)ctx;
}

static void pruned_ones_wait_for_the_index(void **state)
{
	struct fixture *f = *state;
	size_t n = 0;
	bool more;

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	struct store_segment one = add_segment(f, feed, 20);
	for (uint32_t i = 0; i < 5; i++)
		fixture_add(f, feed, 100 + i, 5000, CT_NEW);
	fixture_commit(f);
	fixture_begin(f);
	assert_int_equal(store_prune(f->s, 1010, 0, &more), CT_OK);
	fixture_commit(f);
	assert_int_equal(list(f).n, 1); /* half of its stories are there */
	fixture_begin(f);
	assert_int_equal(store_prune(f->s, 4000, 0, &more), CT_OK);
	store_segment_retired(f->s, count_retired, &n);
	assert_int_equal(n, 0); /* not committed as yet */
	fixture_commit(f);
	assert_int_equal(list(f).n, 0);
	assert_true(index_intact(one.bytes)); /* still mapped */
	store_segment_retired(f->s, count_retired, &n);
	assert_int_equal(n, 1);
	assert_int_equal(files(f), 0);
	store_segment_retired(f->s, count_retired, &n);
	assert_int_equal(n, 1);
	assert_int_equal(fixture_counts(f).stories, 5);
	fixture_check(f);
}

static void in_memory(void **state)
{
	struct fixture f = {.path = ":memory:"};

	(void)state;
	f.a = arena_new(1u << 20);
	fixture_open(&f);
	fixture_begin(&f);
	int64_t feed = fixture_feed(&f, "a");
	struct store_segment one = add_segment(&f, feed, 20);
	fixture_commit(&f);
	fixture_begin(&f);
	add_segment(&f, feed, 20);
	assert_int_equal(store_segment_drop(f.s, one.id), CT_OK);
	store_rollback(f.s);
	assert_int_equal(list(&f).n, 1);
	assert_true(index_intact(one.bytes));
	fixture_check(&f);
	fixture_close(&f);
	arena_free(f.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_segment_stays_and_its_keys_go),
	    FIXTURE_TEST(a_rollback_leaves_no_file),
	    FIXTURE_TEST(merged_ones_are_dropped_at_commit),
	    FIXTURE_TEST(a_segment_that_comes_in_steps),
	    FIXTURE_TEST(lost_ones_are_told_and_rebuilt),
	    FIXTURE_TEST(damaged_stories_of_a_lost_one_are_counted),
	    FIXTURE_TEST(a_rebuild_that_fails_is_not_over),
	    FIXTURE_TEST(reads_that_fail_are_counted),
	    FIXTURE_TEST(damage_inside_is_found_by_the_check),
	    FIXTURE_TEST(no_room_for_the_file),
	    FIXTURE_TEST(pruned_ones_wait_for_the_index),
	    cmocka_unit_test(in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

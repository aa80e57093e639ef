/* SIGKILL at any moment: what was committed is there, the rest is not, and
 * nothing is left lying about. */
#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>

#include "index.h"
#include "merge_all.h"
#include "store_fixture.h"

#define ROUNDS 30
#define PER_SEGMENT 12

/* In the child: stories with entries, alerts and deliveries, every few
 * transactions a segment, now and then two of them merged, pruning all along. */
struct child {
	struct fixture *f;
	struct index *ix;
	int64_t feed, first, last;
	struct store_segment segs[64];
	size_t nsegs;
};

static bool attach(void *ctx, const struct store_segment *seg)
{
	struct child *c = ctx;

	if (c->nsegs < 64)
		c->segs[c->nsegs++] = *seg;
	return true;
}

static enum ct_err again(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	struct child *c = ctx;

	c->first = c->first != 0 ? c->first : story;
	c->last = story;
	return index_add(c->ix, (uint32_t)story, seen, fp->keys, fp->nkeys);
}

static void insert(struct child *c)
{
	struct store *s = c->f->s;
	struct store_counts counts;
	const struct view sinks[] = {VIEW_LIT("desk"), VIEW_LIT("hook")};

	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(store_counts(s, &counts), CT_OK);
		uint32_t n = (uint32_t)c->last + 1;
		int64_t id = fixture_add(c->f, c->feed, n, n, CT_NEW);
		struct store_entry e = {id, n, n};
		struct fingerprint fp = fixture_print(n);
		char alert[30];

		assert_int_equal(id, n);
		assert_int_equal(store_entry_put(s, c->feed, n, &e), CT_OK);
		snprintf(alert, sizeof(alert), "alert%u", n);
		assert_int_equal(
		    store_alert_add(s, view_of(alert), id, n, VIEW_LIT("{}"), sinks, 2), CT_OK);
		if (n > 3)
			assert_int_equal(store_alert_done(s, 2 * (int64_t)n - 6), CT_OK);
		c->first = c->first != 0 ? c->first : id;
		c->last = id;
		assert_int_equal(index_add(c->ix, n, n, fp.keys, fp.nkeys), CT_OK);
	}
}

static void seal(struct child *c)
{
	struct buf b = BUF_INIT(1u << 22);
	struct store_segment seg = {
	    .first = c->first, .last = c->last, .from = c->first, .until = c->last};

	index_seal(c->ix, &b);
	seg.bytes = buf_view(&b);
	assert_int_equal(store_segment_add(c->f->s, &seg), CT_OK);
	index_clear_memtable(c->ix);
	c->first = 0;
	c->segs[c->nsegs++] = seg;
	while (c->nsegs > 3) {
		struct view parts[] = {c->segs[0].bytes, c->segs[1].bytes};
		struct store_segment merged = {.first = c->segs[0].first,
		    .last = c->segs[1].last,
		    .from = c->segs[0].from,
		    .until = c->segs[1].until,
		    .level = 1};

		buf_clear(&b);
		assert_int_equal(merge_all(parts, 2, 0, &b), CT_OK);
		merged.bytes = buf_view(&b);
		assert_int_equal(store_segment_add(c->f->s, &merged), CT_OK);
		assert_int_equal(store_segment_drop(c->f->s, c->segs[0].id), CT_OK);
		assert_int_equal(store_segment_drop(c->f->s, c->segs[1].id), CT_OK);
		c->segs[0] = merged;
		memmove(c->segs + 1, c->segs + 2, (c->nsegs - 2) * sizeof(c->segs[0]));
		c->nsegs--;
	}
	buf_free(&b);
}

/* Tells each committed number through the pipe, until it is killed. */
static _Noreturn void run(const char *path, int out)
{
	static struct fixture f;
	static struct child c;
	struct store_counts counts;

	snprintf(f.path, sizeof(f.path), "%s", path);
	f.a = arena_new(1u << 20);
	fixture_open(&f);
	c.f = &f;
	c.ix = index_new();
	c.feed = fixture_feed(&f, "a");
	assert_int_equal(store_segment_list(f.s, attach, &c), CT_OK);
	c.last = c.nsegs > 0 ? c.segs[c.nsegs - 1].last : 0;
	assert_int_equal(store_keys_after(f.s, c.last, again, &c), CT_OK);
	for (;;) {
		fixture_begin(&f);
		insert(&c);
		if (index_memtable(c.ix) >= PER_SEGMENT)
			seal(&c);
		fixture_commit(&f);
		assert_int_equal(store_counts(f.s, &counts), CT_OK);
		if (write(out, &c.last, sizeof(c.last)) != sizeof(c.last))
			_exit(1);
	}
}

/* Runs the child for a while, kills it; the last number it had told. */
static int64_t run_and_kill(const char *path, useconds_t after)
{
	int fd[2], status;
	int64_t told = 0, n;

	assert_int_equal(pipe(fd), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fd[0]);
		run(path, fd[1]);
	}
	close(fd[1]);
	assert_int_equal(read(fd[0], &n, sizeof(n)), sizeof(n));
	told = n;
	usleep(after);
	assert_int_equal(kill(pid, SIGKILL), 0);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	while (read(fd[0], &n, sizeof(n)) == sizeof(n))
		told = n;
	close(fd[0]);
	return told;
}

struct cover {
	int64_t last;
	size_t segments;
};

static bool cover_segment(void *ctx, const struct store_segment *seg)
{
	struct cover *c = ctx;

	assert_int_equal(seg->first, c->last + 1);
	assert_true(index_intact(seg->bytes));
	c->last = seg->last;
	c->segments++;
	return true;
}

static enum ct_err cover_story(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	struct cover *c = ctx;

	(void)fp;
	assert_int_equal(story, c->last + 1);
	assert_int_equal(seen, story);
	c->last = story;
	return CT_OK;
}

static size_t files(const char *path)
{
	char dir[120];
	size_t n = 0;
	struct dirent *e;

	snprintf(dir, sizeof(dir), "%s.d", path);
	DIR *d = opendir(dir);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

/* Every story once in a segment or among the recent keys, with its entry and
 * its alert; whole transactions only. */
static void check(struct fixture *f, int64_t told)
{
	struct cover c = {0};
	struct store_counts counts = fixture_counts(f);
	int64_t feed = fixture_feed(f, "a");
	struct store_entry e;

	assert_true(counts.stories >= told);
	assert_true(counts.stories <= told + 4); /* the one that it had no time to tell */
	assert_int_equal(counts.stories % 4, 0);
	assert_int_equal(counts.alerts, counts.stories);
	assert_int_equal(counts.pending, 2 * counts.stories - (counts.stories - 3));
	assert_int_equal(store_segment_list(f->s, cover_segment, &c), CT_OK);
	assert_int_equal(files(f->path), c.segments);
	assert_int_equal(counts.segments, c.segments);
	assert_int_equal(store_keys_after(f->s, 0, cover_story, &c), CT_OK);
	assert_int_equal(c.last, counts.stories);
	for (int64_t i = 1; i <= counts.stories; i++) {
		assert_int_equal(store_entry_find(f->s, feed, (uint64_t)i, &e), CT_OK);
		assert_int_equal(e.story, i);
	}
	assert_int_equal(store_entry_find(f->s, feed, (uint64_t)counts.stories + 1, &e), CT_EINVAL);
	fixture_check(f);
}

static void killed_at_any_moment(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = (uint32_t)getpid();

	fixture_close(f);
	for (unsigned round = 0; round < ROUNDS; round++) {
		seed = seed * 1664525 + 1013904223;
		int64_t told = run_and_kill(f->path, (seed >> 8) % 40000);

		fixture_open(f);
		check(f, told);
		fixture_close(f);
	}
}

/* Killed while the file is being made: the next start makes it anew. */
static void killed_at_birth(void **state)
{
	struct fixture *f = *state;
	char command[300];

	fixture_close(f);
	for (unsigned round = 0; round < 30; round++) {
		int status;

		snprintf(
		    command, sizeof(command), "rm -rf %s %s-* %s.d", f->path, f->path, f->path);
		assert_int_equal(system(command), 0);
		pid_t pid = fork();
		if (pid == 0) {
			fixture_open(f);
			pause();
		}
		usleep(round * 300);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		fixture_open(f);
		fixture_check(f);
		fixture_close(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(killed_at_any_moment),
	    FIXTURE_TEST(killed_at_birth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The shelf: a lost segment is made again, and found and merged from then on. */
#include "shelf.h"
#include "store_fixture.h"

enum { STORIES = 30 };

/* Stories in the store, and a segment of them all, whose file is then cut. */
static void lose_a_segment(struct fixture *f)
{
	struct index *ix = index_new();
	struct buf b = BUF_INIT(1u << 20);
	struct store_segment seg = {.first = 1, .last = STORIES, .from = 1, .until = STORIES};
	const uint32_t key = 5;
	char path[130];

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= STORIES; i++) {
		fixture_add(f, feed, i, i, CT_NEW);
		assert_int_equal(index_add(ix, i, i, &key, 1), CT_OK);
	}
	index_seal(ix, &b);
	seg.bytes = buf_view(&b);
	assert_int_equal(store_segment_add(f->s, &seg), CT_OK);
	fixture_commit(f);
	fixture_close(f);
	snprintf(path, sizeof(path), "%s.d/%08u.seg", f->path, (unsigned)seg.id);
	assert_int_equal(truncate(path, 100), 0);
	fixture_open(f);
	buf_free(&b);
	index_free(ix);
}

static size_t found(struct judge *j, const struct fingerprint *fp)
{
	struct index_candidate c[STORIES];

	return index_query(judge_index(j), fp->keys, fp->nkeys, INT64_MIN, c, STORIES);
}

static void a_lost_segment_is_made_again(void **state)
{
	struct fixture *f = *state;
	struct shelf s = {0};
	struct judge *j = judge_new(NULL);
	const struct store_story st = fixture_story(1, 1, 1);
	struct fingerprint fp;
	struct doc *d;
	struct store_rebuilt done;

	lose_a_segment(f);
	assert_int_equal(doc_make(&st.item.story, &d), CT_OK);
	fingerprint_make(d, &fp);
	doc_free(d);
	assert_int_equal(shelf_load(&s, f->s, j), CT_OK);
	assert_int_equal(found(j, &fp), 0);
	fixture_begin(f);
	s.merging.look = false;
	assert_int_equal(shelf_heal(&s, f->s, j, &done), CT_OK);
	assert_false(done.nothing);
	assert_int_equal(done.damaged, 0);
	assert_true(s.merging.look);
	assert_int_equal(found(j, &fp), STORIES);
	s.merging.look = false;
	assert_int_equal(shelf_heal(&s, f->s, j, &done), CT_OK);
	assert_true(done.nothing);
	assert_false(s.merging.look);
	fixture_commit(f);
	fixture_check(f);
	shelf_drop(&s);
	judge_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_lost_segment_is_made_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

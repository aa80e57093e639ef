/* The shelf: a lost segment is made again, and found and merged from then on. */
#include "lost_segment.h"
#include "shelf.h"

enum { STORIES = 30 };

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

	lost_segment_make(f, STORIES);
	fixture_open(f);
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

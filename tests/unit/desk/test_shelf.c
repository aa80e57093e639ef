/* The shelf: a lost segment is made again, and found and merged from then on. */
#include "lost_segment.h"
#include "shelf.h"
#include "starve.h"

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

struct loading {
	struct shelf shelf;
	struct store *store;
	struct judge *judge;
};

static enum ct_err load(void *ctx)
{
	struct loading *l = ctx;

	return shelf_load(&l->shelf, l->store, l->judge);
}

/* Where memory was refused and it says nothing of it, all is there that ever is: else
 * copies of what is not would be new. */
static void all_is_loaded_or_none(void **state)
{
	struct fixture *f = *state;
	struct buf counts = BUF_INIT(64 << 20);
	struct store_rebuilt done;

	lost_segment_make(f, STORIES);
	fixture_open(f);
	struct loading first = {.store = f->s, .judge = judge_new(NULL)};
	assert_int_equal(load(&first), CT_OK);
	fixture_begin(f);
	assert_int_equal(shelf_heal(&first.shelf, f->s, first.judge, &done), CT_OK);
	const struct ct_story said = {.text = VIEW_LIT("The ferry stopped in the Narrows.")};
	struct fingerprint fp = {.version = FINGERPRINT_VERSION};
	assert_int_equal(judge_learn(first.judge, 1000, 1, &said, &fp), CT_OK);
	shelf_learned(&first.shelf, 1000);
	assert_int_equal(shelf_save(&first.shelf, f->s, first.judge), CT_OK);
	judge_save(first.judge, &counts);
	fixture_commit(f);
	shelf_drop(&first.shelf);
	judge_free(first.judge);
	for (long n = 0;; n++) {
		struct loading l = {.store = f->s, .judge = judge_new(NULL)};
		struct buf again = BUF_INIT(64 << 20);
		enum ct_err err = starve_once(load, &l, n, false);
		bool over = starve_state.n <= n;

		judge_save(l.judge, &again);
		if (err == CT_OK) {
			assert_int_equal(index_sealed(judge_index(l.judge)), STORIES);
			assert_true(view_eq(buf_view(&again), buf_view(&counts)));
		}
		buf_free(&again);
		shelf_drop(&l.shelf);
		judge_free(l.judge);
		if (over) {
			assert_int_equal(err, CT_OK);
			break;
		}
	}
	buf_free(&counts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_lost_segment_is_made_again),
	    FIXTURE_TEST(all_is_loaded_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

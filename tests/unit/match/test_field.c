/* What is known of candidates reaches the decision with them. */
#include "court.h"
#include "field.h"
#include "match/pairing.h"

static const struct verify *of_story(const struct field *f, uint32_t story)
{
	const struct verify *found = NULL;

	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].story == story)
			found = &f->v[i];
	assert_non_null(found);
	return found;
}

static void compare(
    struct court *c, struct profile *story, candidates_kin_fn *kin, struct field *f)
{
	const struct ct_story s = court_story("B", court_reworded);
	struct fingerprint fp = court_print(&s);
	const struct candidates_query q = {&fp, INT64_MIN, kin, c};
	struct index *ix = index_new();
	struct idf *idf = idf_new();
	struct candidates found;

	*f = (struct field){.story = story, .told = 9 * HOUR};
	for (uint32_t n = 1; n <= c->n; n++) {
		struct fingerprint earlier = court_print(&c->stories[n]);
		assert_int_equal(
		    index_add(ix, n, HOUR, earlier.keys, (uint32_t)earlier.nkeys), CT_OK);
	}
	profile_weigh(story, idf, NULL);
	assert_int_equal(candidates_find(ix, &q, &found), CT_OK);
	assert_int_equal(field_compare(c->judge, f, &found), CT_OK);
	index_free(ix);
	idf_free(idf);
}

static void test_family_and_cluster(void **state)
{
	struct court *c = *state;
	struct field f;
	struct profile *story = pairing_profile("en", court_reworded, 1);
	uint32_t first = court_learn(c, court_story("A", court_original), HOUR);
	uint32_t other = court_learn(c, court_story("C", court_original), HOUR);

	c->kin[first] = (struct candidates_kin){first, 0, 8 * HOUR, 7};
	c->kin[other] = (struct candidates_kin){first, 0.75f, 10 * HOUR, first};
	compare(c, story, court_kin, &f);
	assert_int_equal(f.n, 2);
	assert_int_equal(of_story(&f, first)->family, first);
	assert_int_equal(of_story(&f, first)->cluster, 7);
	assert_false(of_story(&f, first)->later);
	assert_int_equal(of_story(&f, other)->family, first);
	assert_int_equal(of_story(&f, other)->cluster, first);
	assert_true(of_story(&f, other)->link >= 0.75f);
	assert_true(of_story(&f, other)->later);

	compare(c, story, NULL, &f);
	assert_int_equal(of_story(&f, first)->family, 0);
	assert_int_equal(of_story(&f, first)->cluster, 0);
	assert_false(of_story(&f, other)->later);
	profile_free(story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    COURT_TEST(test_family_and_cluster),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cmocka_all.h"

#include "candidates.h"

#define STORIES 64

struct fixture {
	struct index *index;
	struct candidates_kin kin[STORIES + 1];
	uint32_t pruned; /* kin of it is not there */
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->index = index_new();
	*state = f;
	return f->index == NULL;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	index_free(f->index);
	free(f);
	return 0;
}

static enum ct_err kin(void *ctx, uint32_t n, struct candidates_kin *out)
{
	const struct fixture *f = ctx;

	if (n == f->pruned)
		return CT_EINVAL;
	*out = f->kin[n];
	return CT_OK;
}

/* A story with keys 1 to nkeys, and of this family. */
static void put(struct fixture *f, uint32_t story, uint32_t nkeys, uint32_t family)
{
	uint32_t keys[32];

	for (uint32_t i = 0; i < nkeys; i++)
		keys[i] = i + 1;
	assert_int_equal(index_add(f->index, story, story, keys, nkeys), CT_OK);
	f->kin[story] = (struct candidates_kin){family, 0.9f, story};
}

static size_t choose(
    struct fixture *f, candidates_kin_fn *fn, uint32_t exclude, struct candidate *out)
{
	struct fingerprint fp = {.nkeys = 20};
	size_t n = 99;

	for (uint32_t i = 0; i < fp.nkeys; i++)
		fp.keys[i] = i + 1;
	const struct candidates_query q = {&fp, INT64_MIN, exclude, fn, f};
	assert_int_equal(candidates_choose(f->index, &q, out, &n), CT_OK);
	assert_true(n <= CANDIDATES_MAX);
	return n;
}

static bool among(const struct candidate *c, size_t n, uint32_t story)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].story == story)
			return true;
	return false;
}

static void test_siblings_leave_room(void **state)
{
	struct fixture *f = *state;
	struct candidate c[CANDIDATES_MAX];

	put(f, 1, 8, 1); /* the original, lighter than its copies */
	put(f, 2, 14, 2);
	for (uint32_t i = 3; i < 23; i++)
		put(f, i, 20, 1);
	size_t n = choose(f, kin, 0, c), copies = 0;
	assert_true(among(c, n, 1));
	assert_true(among(c, n, 2));
	for (size_t i = 0; i < n; i++)
		copies += c[i].story > 2;
	assert_int_equal(copies, 3);
	assert_int_equal(c[0].story, 3); /* heaviest first, the earliest of equals */
	assert_int_equal(c[0].kin.family, 1);

	n = choose(f, NULL, 0, c); /* unknown families: the heaviest, whatever they are */
	assert_false(among(c, n, 1));
	assert_int_equal(c[0].kin.family, 0);
}

static void test_first_that_shares_nothing(void **state)
{
	struct fixture *f = *state;
	struct candidate c[CANDIDATES_MAX];

	put(f, 1, 0, 1);
	put(f, 2, 20, 1);
	size_t n = choose(f, kin, 0, c);
	assert_int_equal(n, 2);
	assert_int_equal(c[0].story, 2);
	assert_int_equal(c[1].story, 1);
	assert_int_equal(c[1].kin.told, 1);
}

static void test_pruned_first(void **state)
{
	struct fixture *f = *state;
	struct candidate c[CANDIDATES_MAX];

	put(f, 1, 5, 1);
	put(f, 2, 20, 1);
	f->pruned = 1;
	size_t n = choose(f, kin, 0, c);
	assert_int_equal(n, 1);
	assert_int_equal(c[0].story, 2);
	assert_int_equal(c[0].kin.family, 2);
}

static void test_excluded_and_light(void **state)
{
	struct fixture *f = *state;
	struct candidate c[CANDIDATES_MAX];

	for (uint32_t i = 1; i <= 5; i++)
		put(f, i, 20, i);
	put(f, 6, 2, 6); /* under a third of the heaviest */
	size_t n = choose(f, kin, 3, c);
	assert_int_equal(n, 4);
	assert_false(among(c, n, 3));
	assert_false(among(c, n, 6));
}

static void test_bounded(void **state)
{
	struct fixture *f = *state;
	struct candidate c[CANDIDATES_MAX + 1];

	/* Copies, each of another first. */
	for (uint32_t i = 1; i <= 20; i++)
		put(f, i, 0, i);
	for (uint32_t i = 21; i <= 40; i++)
		put(f, i, 20, i - 20);
	memset(c, 0, sizeof(c));
	assert_true(choose(f, kin, 0, c) >= 12);
	assert_int_equal(c[CANDIDATES_MAX].story, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_siblings_leave_room, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_first_that_shares_nothing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_pruned_first, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_excluded_and_light, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_bounded, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

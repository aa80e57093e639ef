#include "cmocka_all.h"

#include <stdlib.h>

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
	uint32_t keys[32] = {0};

	for (uint32_t i = 0; i < nkeys; i++)
		keys[i] = i + 1;
	assert_int_equal(index_add(f->index, story, story, keys, nkeys), CT_OK);
	f->kin[story] = (struct candidates_kin){family, 0.9f, story, family};
}

static struct candidates choose(struct fixture *f, candidates_kin_fn *fn)
{
	struct fingerprint fp = {.nkeys = 20};
	struct candidates c;

	for (uint32_t i = 0; i < fp.nkeys; i++)
		fp.keys[i] = i + 1;
	const struct candidates_query q = {&fp, INT64_MIN, fn, f};
	assert_int_equal(candidates_find(f->index, &q, &c), CT_OK);
	assert_int_equal(c.n, 0);
	assert_int_equal(candidates_choose(&c, CANDIDATES_ALWAYS), CT_OK);
	assert_true(c.n <= CANDIDATES_ALWAYS + 1);
	assert_int_equal(candidates_choose(&c, CANDIDATES_ENOUGH), CT_OK);
	assert_true(c.n <= CANDIDATES_MAX);
	return c;
}

static bool among(const struct candidates *c, uint32_t story)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].story == story)
			return true;
	return false;
}

static void test_siblings_leave_room(void **state)
{
	struct fixture *f = *state;

	put(f, 1, 8, 1); /* the original, lighter than its copies */
	put(f, 2, 14, 2);
	for (uint32_t i = 3; i < 23; i++)
		put(f, i, 20, 1);
	struct candidates c = choose(f, kin);
	size_t copies = 0;
	assert_true(among(&c, 1));
	assert_true(among(&c, 2));
	for (size_t i = 0; i < c.n; i++)
		copies += c.list[i].story > 2;
	assert_int_equal(copies, 3);
	assert_int_equal(c.n, 5);
	candidates_spare(&c); /* more of them, for whoever needs them */
	assert_int_equal(c.n, CANDIDATES_ENOUGH);
	for (size_t i = 5; i < c.n; i++)
		assert_int_equal(c.list[i].kin.family, 1);
	assert_int_equal(c.list[0].story, 3); /* heaviest first, the earliest of equals */
	assert_int_equal(c.list[0].kin.family, 1);

	c = choose(f, NULL); /* unknown families: the heaviest, whatever they are */
	assert_false(among(&c, 1));
	assert_int_equal(c.list[0].kin.family, 0);
}

static void test_first_that_shares_nothing(void **state)
{
	struct fixture *f = *state;

	put(f, 1, 0, 1);
	put(f, 2, 20, 1);
	struct candidates c = choose(f, kin);
	assert_int_equal(c.n, 2);
	assert_int_equal(c.list[0].story, 2);
	assert_int_equal(c.list[1].story, 1);
	assert_int_equal(c.list[1].kin.told, 1);
}

static void test_pruned_first(void **state)
{
	struct fixture *f = *state;

	put(f, 1, 5, 1);
	put(f, 2, 20, 1);
	f->pruned = 1;
	struct candidates c = choose(f, kin);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.list[0].story, 2);
	assert_int_equal(c.list[0].kin.family, 2);
}

static void test_light_ones_are_left_out(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 1; i <= 5; i++)
		put(f, i, 20, i);
	put(f, 6, 2, 6); /* under a third of the heaviest */
	struct candidates c = choose(f, kin);
	assert_int_equal(c.n, 5);
	assert_false(among(&c, 6));
}

/* What waits because its family is many may be another family's first. */
static void test_none_is_given_twice(void **state)
{
	struct fixture *f = *state;

	put(f, 1, 5, 1);
	for (uint32_t i = 2; i <= 4; i++)
		put(f, i, 20, 1);
	put(f, 5, 19, 1);
	put(f, 6, 18, 5); /* of 5, whose own link is not sure */
	struct candidates c = choose(f, kin);
	assert_int_equal(c.nspare, 1);
	assert_true(among(&c, 5));
	candidates_spare(&c);
	for (size_t i = 0; i < c.n; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(c.list[i].story, c.list[k].story);
}

static void test_bounded(void **state)
{
	struct fixture *f = *state;

	/* Copies, each of another first. */
	for (uint32_t i = 1; i <= 20; i++)
		put(f, i, 0, i);
	for (uint32_t i = 21; i <= 40; i++)
		put(f, i, 20, i - 20);
	assert_true(choose(f, kin).n >= 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_siblings_leave_room, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_first_that_shares_nothing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_pruned_first, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_light_ones_are_left_out, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_none_is_given_twice, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_bounded, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

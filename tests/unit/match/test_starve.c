/* A query and a verdict where memory is short: as ever, or an error. */
#include "starve.h"

#include "court.h"

#define STORIES 5000
#define KEYS 48 /* of 50 stories each: their lists are read by themselves */

static bool read_view(void *ctx, uint64_t at, void *to, size_t n)
{
	const struct buf *b = ctx;

	memcpy(to, b->p + at, n);
	return true;
}

static uint32_t key_at(size_t i)
{
	return (uint32_t)i * (UINT32_MAX / KEYS);
}

static void seal(struct buf *out)
{
	struct index *ix = index_new();

	for (uint32_t i = 0; i < STORIES; i++) {
		uint32_t key = key_at(i % (STORIES / 50));

		assert_int_equal(index_add(ix, i + 1, i, &key, i % (STORIES / 50) < KEYS), CT_OK);
	}
	index_seal(ix, out);
	assert_int_equal(out->err, CT_OK);
	index_free(ix);
}

static enum ct_err query(void *ctx)
{
	const struct index_reader reader = {ctx, read_view};
	struct index_candidate found[8];
	uint32_t keys[KEYS];
	size_t n = 0;
	struct index *ix = index_new();

	if (ix == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < KEYS; i++)
		keys[i] = key_at(i);
	enum ct_err err = index_attach_read(ix, 1, buf_view(ctx), &reader);
	if (err == CT_OK) {
		n = index_query(ix, keys, KEYS, 0, found, 8);
		err = n == INDEX_NO_MEMORY ? CT_ENOMEM : CT_OK;
	}
	if (err == CT_OK) {
		assert_int_equal(n, 8);
		for (uint32_t i = 0; i < 8; i++)
			assert_int_equal(found[i].story, i + 1);
	}
	index_free(ix);
	return err;
}

static void a_query(void **state)
{
	struct buf b = BUF_INIT(1 << 20);

	(void)state;
	seal(&b);
	starve("a query", query, &b, CT_ENOMEM, false);
	buf_free(&b);
}

static struct judgement expected;

static enum ct_err judge_second(
    struct court *f, const struct fingerprint fp[2], struct judgement *out)
{
	struct ct_story b = court_story("B", court_reworded);

	f->stories[++f->n] = court_story("A", court_original);
	enum ct_err err = judge_learn(f->judge, f->n, HOUR, &f->stories[f->n], &fp[0]);
	if (err != CT_OK)
		return err;
	judge_rest(f->judge);
	return judge_story(f->judge, &b, &fp[1], 2 * HOUR, WINDOW, 0, out);
}

static enum ct_err judge(void *ctx)
{
	struct judgement v;
	void *court;
	enum ct_err err = CT_ENOMEM;

	if (court_up(&court) == 0)
		err = judge_second(court, ctx, &v);
	court_down(&court);
	if (err != CT_OK)
		return err;
	if (expected.evidence.n == 0) {
		expected = v;
		return CT_OK;
	}
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_true(v.score == expected.score);
	assert_true(view_eq(buf_view(&v.evidence), buf_view(&expected.evidence)));
	assert_true(view_eq(buf_view(&v.kept), buf_view(&expected.kept)));
	judgement_free(&v);
	return CT_OK;
}

static void a_verdict(void **state)
{
	struct ct_story a = court_story("A", court_original), b = court_story("B", court_reworded);
	struct fingerprint fp[2] = {court_print(&a), court_print(&b)};

	(void)state;
	starve("a verdict", judge, fp, CT_ELIMIT, false);
	judgement_free(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_query),
	    cmocka_unit_test(a_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rows of four, and never more bytes in one than its share. */
#include "buf.h"
#include "cmocka_all.h"
#include "judge.h"
#include "profile_cache.h"

#define ROWS 256

/* A story of so many words. */
static struct profile *profile(struct normalizer *z, size_t words)
{
	struct buf text = BUF_INIT(1 << 20);
	struct profile *p = NULL;

	for (size_t i = 0; i < words; i++)
		buf_addf(&text, "word%zu%s", i, i % 15 == 14 ? ". " : " ");
	const struct ct_story s = {.title = VIEW_LIT("Title"), .text = buf_view(&text)};
	assert_int_equal(judge_prepare(z, &s, NULL, &p), CT_OK);
	buf_free(&text);
	return p;
}

static void a_row_has_four(void **state)
{
	struct normalizer *z = normalizer_new();
	struct profile_cache *c = profile_cache_new();

	(void)state;
	for (uint32_t i = 0; i < 5; i++)
		profile_cache_put(c, 7 + ROWS * i, profile(z, 50));
	assert_null(profile_cache_get(c, 7));
	for (uint32_t i = 1; i < 5; i++)
		assert_non_null(profile_cache_get(c, 7 + ROWS * i));
	struct profile *again = profile(z, 50);
	profile_cache_put(c, 7 + ROWS, again); /* takes the place of what was there */
	assert_ptr_equal(profile_cache_get(c, 7 + ROWS), again);
	assert_non_null(profile_cache_get(c, 7 + ROWS * 2));
	profile_cache_free(c);
	normalizer_free(z);
}

static void long_stories_are_fewer(void **state)
{
	struct normalizer *z = normalizer_new();
	struct profile_cache *c = profile_cache_new();
	size_t kept = 0;

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		profile_cache_put(c, 7 + ROWS * i, profile(z, 1000));
	for (uint32_t i = 0; i < 4; i++)
		kept += profile_cache_get(c, 7 + ROWS * i) != NULL;
	assert_in_range(kept, 1, 3);
	assert_non_null(profile_cache_get(c, 7 + ROWS * 3));
	profile_cache_put(c, 7, profile(z, 4000)); /* all of the share, and more */
	for (uint32_t i = 0; i < 4; i++)
		assert_null(profile_cache_get(c, 7 + ROWS * i));
	profile_cache_free(c);
	normalizer_free(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_row_has_four),
	    cmocka_unit_test(long_stories_are_fewer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

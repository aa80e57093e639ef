#include "cmocka_all.h"
#include "cue.h"

static void reads_words_in_any_spelling(void **state)
{
	(void)state;
	static const struct {
		const char *names;
		unsigned want;
	} cases[] = {
	    {"", 0},
	    {"article-body", CUE_ARTICLE | CUE_BODY},
	    {"articleBody", CUE_ARTICLE | CUE_BODY},
	    {"c-article__body x", CUE_ARTICLE | CUE_BODY},
	    {"ARTICLE_BODY", CUE_ARTICLE | CUE_BODY},
	    {"article body", CUE_ARTICLE}, /* two names */
	    {"entryContent", CUE_BODY},
	    {"most-read", CUE_AWAY},
	    {"mostly", 0},
	    {"adrail", 0},
	    {"post-comments", CUE_AWAY | CUE_COMMENT},
	    {"social-embed", CUE_SOCIAL | CUE_EMBED},
	    {"a-word-that-is-as-long-as-abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz-nav",
		CUE_AWAY},
	    {"\xC3\xA9t\xC3\xA9", 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(cue_of(view_of(cases[i].names)), cases[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads_words_in_any_spelling)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

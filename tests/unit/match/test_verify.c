/* What comparing a story with candidates leaves behind. */
#include "court.h"
#include "match/pairing.h"

enum {
	CANDIDATES = CANDIDATES_MAX,
	SCRATCH = 64 << 20, /* what a judge allows all of them together */
	EACH = 1 << 20,     /* what one may leave, at most */
};

/* As many words, names and numbers as are ever read of a story. */
static const char *long_text(unsigned seed)
{
	static char text[DOC_TEXT_MAX + 16];
	size_t n = 0;

	for (unsigned i = 0; n < DOC_TEXT_MAX - 8; i++) {
		seed = seed * 1664525u + 1013904223u;
		unsigned a = seed >> 16 & 15, b = seed >> 20 & 15, kind = seed >> 24 & 3;

		n += (size_t)sprintf(text + n,
		    kind == 0   ? "%u%u%s"
		    : kind == 1 ? "%c%c%s"
				: "%c%c%s",
		    kind == 0   ? a
		    : kind == 1 ? 'A' + a
				: 'a' + a,
		    kind == 0 ? b : 'a' + b, i % 100 == 99 ? ". " : " ");
	}
	return text;
}

/* Judging a long story beside as many long ones as there may be takes no more memory than
 * it may: else neither it nor what came with it would ever be stored. */
static void test_long_stories_fit(void **state)
{
	static const char *const langs[] = {"de", "en", "zh"};

	(void)state;
	for (size_t l = 0; l < COUNT(langs); l++) {
		struct pairing t = pairing_of(pairing_profile(langs[l], long_text(1), 1),
		    pairing_profile("en", long_text(2), 2));
		struct arena *scratch = arena_new(SCRATCH);
		struct verify v;

		for (int i = 0; i < CANDIDATES; i++)
			assert_int_equal(verify_make(scratch, t.idf, t.a, t.b, 1, &v), CT_OK);
		print_message("%s: %zu tokens, %zu KiB each\n", langs[l], t.a->doc->ntokens,
		    arena_held(scratch) / CANDIDATES / 1024);
		assert_in_range(arena_held(scratch), 1, (size_t)CANDIDATES * EACH);
		arena_free(scratch);
		pairing_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_long_stories_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

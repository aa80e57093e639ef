/* What comparing a story with candidates leaves behind. */
#include "court.h"
#include "match/pairing.h"

enum {
	CANDIDATES = CANDIDATES_MAX,
	SCRATCH = 64 << 20, /* what a judge allows all of them together */
	EACH = 1 << 20,     /* what one may leave, at most */
};

/* As many words, names and numbers as are ever read of a story, or of one of them. */
enum kind { NUMBERS, NAMES, WORDS, MIXED, IDEOGRAPHS };

static const char *long_text(unsigned seed, enum kind only)
{
	static char text[DOC_TEXT_MAX + 16];
	size_t n = 0;

	for (unsigned i = 0; n < DOC_TEXT_MAX - 8; i++) {
		seed = seed * 1664525u + 1013904223u;
		unsigned a = seed >> 16 & 15, b = seed >> 20 & 15, of = seed >> 24 & 3;
		enum kind kind = only != MIXED ? only : of < MIXED ? (enum kind)of : WORDS;
		const char *end = i % 100 == 99 ? ". " : " ";

		if (kind == IDEOGRAPHS)
			n += (size_t)sprintf(text + n, "\xE5%c%c%s", 0x80 + (int)(a + b),
			    0x80 + (int)(seed >> 26), i % 100 == 99 ? "\xE3\x80\x82" : "");
		else if (kind == NUMBERS)
			n += (size_t)sprintf(text + n, "%u%u%s", 1 + a, b, end);
		else
			n += (size_t)sprintf(
			    text + n, "%c%c%s", (kind == NAMES ? 'A' : 'a') + a, 'a' + b, end);
	}
	return text;
}

/* Judging a long story beside as many long ones as there may be takes no more memory than
 * it may: else neither it nor what came with it would ever be stored. */
static void test_long_stories_fit(void **state)
{
	static const char *const langs[] = {"de", "en", "zh"};

	(void)state;
	for (size_t i = 0; i < COUNT(langs) * (IDEOGRAPHS + 1); i++) {
		const char *lang = langs[i % COUNT(langs)];
		enum kind kind = (enum kind)(i / COUNT(langs));
		struct pairing t = pairing_of(pairing_profile(lang, long_text(1, kind), 1),
		    pairing_profile("en", long_text(2, kind), 2));
		struct arena *scratch = arena_new(SCRATCH);
		struct verify v;

		for (int n = 0; n < CANDIDATES; n++)
			assert_int_equal(verify_make(scratch, t.idf, t.a, t.b, 1, &v), CT_OK);
		print_message("%s %d: %zu tokens, %zu KiB each\n", lang, kind, t.a->doc->ntokens,
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

/*
 * From left to right, the longest number word each time; what stands before "hundert",
 * "cento", "tausend", "mila" counts these, all else is added:
 *
 *	zwei tausend drei hundert zwei und fünfzig     2 * 1000 + 3 * 100 + 2 + 50
 *	due cento cinquanta                            2 * 100 + 50
 */
#include "compound.h"

#include <string.h>

#include "count.h"

#define PART_MAX 16 /* bytes of a number word */
#define PART_MIN 3

struct sum {
	double thousands, rest;
};

static void add(struct sum *s, double value, bool factor)
{
	if (factor && value >= 1000) {
		s->thousands += (s->rest > 0 ? s->rest : 1) * value;
		s->rest = 0;
	} else if (value == 100) {
		s->rest = s->rest > 0 && s->rest < 10 ? s->rest * 100 : s->rest + 100;
	} else {
		s->rest += value;
	}
}

/* Bytes of the longest number word that p begins with; 0: none. */
static size_t part_of(
    const char *p, size_t n, compound_word_fn *word, const void *ctx, struct sum *s)
{
	bool factor = false;

	for (size_t k = n < PART_MAX ? n : PART_MAX; k >= PART_MIN; k--) {
		double value = word(ctx, p, k, &factor);
		if (value > 0) {
			add(s, value, factor);
			return k;
		}
	}
	return 0;
}

/* "one" alone counts nothing, and is no number word; nor is the "and" between. */
static size_t small_part_of(const char *p, size_t n, bool first, struct sum *s)
{
	static const char *const words[] = {"und", "eins", "ein", "uno", "un"};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t k = strlen(words[i]);
		if (k > n || memcmp(p, words[i], k) != 0 || (i == 0 && first))
			continue;
		s->rest += i > 0;
		return k;
	}
	return 0;
}

double compound_number(const char *p, size_t n, compound_word_fn *word, const void *ctx)
{
	struct sum s = {0, 0};
	size_t parts = 0, at = 0;

	while (at < n) {
		size_t k = part_of(p + at, n - at, word, ctx, &s);
		parts += k > 0;
		if (k == 0)
			k = small_part_of(p + at, n - at, at == 0, &s);
		if (k == 0)
			return 0;
		at += k;
	}
	return parts > 0 ? s.thousands + s.rest : 0;
}

/*
 * usage: count_list MAX MAX_PAIRS <LIST >src/text/lang_table_data.c
 *
 * LIST has lines "LANG COUNT WORD": how often words stand in a large text of a
 * language; 0 stands for a word of grammar.  Writes the built-in table of each
 * language's MAX commonest terms; of Chinese and Japanese the MAX_PAIRS commonest
 * pairs of characters.  Counts are facts about a language; the table holds hashes.
 *
 * How often a term stands becomes the share of stories that hold it: a story of
 * STORY_TERMS terms has it at least once with the probability 1 - exp(-n f), and
 * n is less than the terms, since what is said once is said again.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lang_table.h"
#include "listing.h"
#include "utf8.h"

#define SLOTS (1u << 20)
#define STORY_TERMS 180.0

struct slot {
	uint32_t term;
	enum lang lang; /* LANG_NONE: free */
	double count;
};

static int by_count(const void *pa, const void *pb)
{
	const struct slot *a = pa, *b = pb;

	if (a->lang != b->lang)
		return a->lang < b->lang ? -1 : 1;
	return a->count != b->count ? (a->count < b->count ? 1 : -1)
				    : (a->term > b->term) - (a->term < b->term);
}

static void count(struct slot *slots, enum lang lang, uint32_t term, double n)
{
	size_t k = (term ^ (uint32_t)lang * 2654435761u) % SLOTS;

	while (slots[k].lang != LANG_NONE && (slots[k].term != term || slots[k].lang != lang))
		k = (k + 1) % SLOTS;
	slots[k].term = term;
	slots[k].lang = lang;
	slots[k].count += n;
}

static bool is_han(uint32_t cp)
{
	return cp >= 0x3100;
}

/* What lexer_cjk.c makes of a word: pairs of characters, a character between others,
 * katakana whole. */
static void count_pairs(struct slot *slots, enum lang lang, struct view word, double n)
{
	for (size_t at = 0, end; at < word.n; at = end) {
		size_t from = at, chars = 1;
		uint32_t before = utf8_next(word, &at);
		bool katakana = listing_is_katakana(before);
		end = at;
		if (!katakana && !is_han(before))
			continue;
		while (at < word.n) {
			uint32_t cp = utf8_next(word, &at);
			if (katakana ? !listing_is_katakana(cp) : !is_han(cp))
				break;
			end = at;
			chars++;
			if (!katakana)
				count(slots, lang, listing_pair(before, cp), n);
			before = cp;
		}
		if (katakana && chars > 1)
			count(slots, lang, listing_katakana(view_sub(word, from, end - from)), n);
		else if (!katakana && chars == 1)
			count(slots, lang, listing_pair(before, 0), n);
	}
}

static void count_word(
    struct slot *slots, struct normalizer *z, enum lang lang, struct view word, double n)
{
	const struct word *w = listing_word(z, lang, word);

	if (w->value == 0 && (w->flags & WORD_STOP) == 0)
		count(slots, lang, w->term, n);
}

static void read_list(struct slot *slots, double total[LANG_COUNT])
{
	struct normalizer *z = normalizer_new();
	char code[8], word[100];
	double n;

	while (z != NULL && scanf("%7s %lf %99s", code, &n, word) == 3) {
		enum lang lang = lang_of_tag(view_of(code));
		if (lang == LANG_NONE)
			continue;
		total[lang] += n;
		if (n <= 0) /* a word of grammar */
			n = INFINITY;
		if (lang_is_cjk(lang))
			count_pairs(slots, lang, view_of(word), n);
		else
			count_word(slots, z, lang, view_of(word), n);
	}
	normalizer_free(z);
}

/* What lang_table.h tells of the commonest terms, ascending; of one key the commoner. */
static size_t take(struct slot *slots, size_t n, const double total[LANG_COUNT],
    const size_t max[2], uint32_t *out)
{
	size_t kept = 0, rank = 0, unique = 0;

	for (size_t i = 0; i < n; i++) {
		rank = i > 0 && slots[i].lang == slots[i - 1].lang ? rank + 1 : 0;
		if (rank >= max[lang_is_cjk(slots[i].lang)])
			continue;
		double share = 1 - exp(-STORY_TERMS * slots[i].count / total[slots[i].lang]);
		out[kept++] = (lang_table_key(slots[i].term, slots[i].lang) & ~255u) |
			      (uint32_t)fmin(255, round(-16 * log(share)));
	}
	qsort(out, kept, sizeof(*out), listing_by_value);
	for (size_t i = 0; i < kept; i++)
		if (i == 0 || out[i] >> 8 != out[i - 1] >> 8)
			out[unique++] = out[i];
	return unique;
}

int main(int argc, char **argv)
{
	double total[LANG_COUNT] = {0};
	struct slot *slots = calloc(SLOTS, sizeof(*slots));
	uint32_t *out = calloc(SLOTS, sizeof(*out));
	size_t n = 0;

	if (argc != 3 || slots == NULL || out == NULL) {
		fputs("usage: count_list MAX MAX_PAIRS <LIST\n", stderr);
		return 2;
	}
	read_list(slots, total);
	for (size_t i = 0; i < SLOTS; i++)
		if (slots[i].lang != LANG_NONE)
			slots[n++] = slots[i];
	qsort(slots, n, sizeof(*slots), by_count);
	n = take(slots, n, total, (size_t[]){(size_t)atol(argv[1]), (size_t)atol(argv[2])}, out);
	printf("/*\n * Written by tests/eval/count_list.c on %s from counts of words (see\n"
	       " * tests/eval/words.sh); do not edit.  Upper 24 bits: of the term and its\n"
	       " * language; lower 8: -16 ln of the share of stories that hold it.\n */\n"
	       "#include \"lang_table.h\"\n\n",
	    listing_today());
	listing_table("lang_table", out, n, "uint32_t");
	return 0;
}

/*
 * usage: count_list MAX <LIST >src/match/idf_lang_data.c
 *
 * LIST has lines "LANG COUNT WORD": how often words stand in a large text of a
 * language.  Writes the built-in table of each language's MAX commonest terms;
 * of Chinese and Japanese words their pairs of characters.  Counts are facts
 * about a language; the table holds hashes of stems.
 *
 * How often a term stands becomes the share of stories that hold it: a story of
 * STORY_TERMS terms has it at least once with the probability 1 - exp(-n f), and
 * n is less than the terms, since what is said once is said again.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "idf_table.h"
#include "normalizer.h"
#include "translit.h"
#include "utf8.h"

#define SLOTS (1u << 20)
#define STORY_TERMS 180.0

struct slot {
	uint32_t term;
	enum lang lang; /* LANG_NONE: free */
	double count;
};

struct entry {
	uint32_t key;
	unsigned level;
};

static int by_count(const void *pa, const void *pb)
{
	const struct slot *a = pa, *b = pb;

	if (a->lang != b->lang)
		return a->lang < b->lang ? -1 : 1;
	return a->count != b->count ? (a->count < b->count ? 1 : -1)
				    : (a->term > b->term) - (a->term < b->term);
}

/* By key; of one key the commoner first. */
static int by_key(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	uint32_t ka = a->key >> 8, kb = b->key >> 8;

	return ka != kb ? (ka > kb) - (ka < kb) : (a->level > b->level) - (a->level < b->level);
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

static void count_pairs(struct slot *slots, enum lang lang, struct view word, double n)
{
	uint32_t pair[2] = {0, 0};

	for (size_t at = 0; at < word.n;) {
		pair[0] = pair[1];
		pair[1] = utf8_next(word, &at);
		if (pair[0] >= 0x3040 && pair[1] >= 0x3040)
			count(
			    slots, lang, (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), 80), n);
	}
}

static double count_word(
    struct slot *slots, struct normalizer *z, enum lang lang, struct view word, double n)
{
	char folded[128];
	size_t m = 0;

	for (size_t at = 0; at < word.n && m + 8 < sizeof(folded);) {
		uint32_t cp = translit_fold(utf8_next(word, &at));
		if (cp == 0xDF) {
			folded[m++] = 's';
			folded[m++] = 's';
		} else if (cp != 0 && cp != '\'') {
			m += utf8_encode(cp, folded + m);
		}
	}
	const struct word *w = normalizer_word(z, lang, folded, m);
	if (w->value == 0 && (w->flags & WORD_STOP) == 0)
		count(slots, lang, w->term, n);
	return n;
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
		if (lang_is_cjk(lang))
			count_pairs(slots, lang, view_of(word), n);
		else
			count_word(slots, z, lang, view_of(word), n);
	}
	normalizer_free(z);
}

static size_t take(
    struct slot *slots, size_t n, const double total[LANG_COUNT], size_t max, struct entry *out)
{
	size_t kept = 0, rank = 0;

	for (size_t i = 0; i < n; i++) {
		rank = i > 0 && slots[i].lang == slots[i - 1].lang ? rank + 1 : 0;
		if (rank >= max)
			continue;
		double share = 1 - exp(-STORY_TERMS * slots[i].count / total[slots[i].lang]);
		out[kept++] = (struct entry){idf_table_lang_key(slots[i].term, slots[i].lang),
		    (unsigned)fmin(255, round(-16 * log(share)))};
	}
	qsort(out, kept, sizeof(*out), by_key);
	size_t unique = 0;
	for (size_t i = 0; i < kept; i++)
		if (i == 0 || out[i].key >> 8 != out[i - 1].key >> 8)
			out[unique++] = out[i];
	return unique;
}

static void print_table(const struct entry *e, size_t n)
{
	time_t now = time(NULL);
	char day[16];

	strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&now));
	printf("/*\n * Written by tests/eval/count_list.c on %s from counts of words (see\n"
	       " * tests/eval/words.sh); do not edit.  Upper 24 bits: of the term and its\n"
	       " * language; lower 8: -16 ln of the share of stories that hold it.\n */\n"
	       "#include \"idf_table.h\"\n\n/* clang-format off */\n"
	       "const uint32_t idf_lang_data[] = {\n",
	    day);
	for (size_t i = 0; i < n; i++)
		printf("0x%08x,%s", (e[i].key & 0xFFFFFF00u) | e[i].level,
		    (i + 1) % 9 == 0 ? "\n" : "");
	for (size_t i = 0; i < IDF_TABLE_PAD; i++)
		printf("0,");
	puts("};\nconst uint32_t idf_lang_start[IDF_TABLE_ROWS + 1] = {");
	for (uint32_t row = 0, i = 0; row <= IDF_TABLE_ROWS; row++) {
		while (i < n && e[i].key >> 20 < row)
			i++;
		printf("%u,%s", i, (row + 1) % 16 == 0 ? "\n" : "");
	}
	puts("};\n/* clang-format on */");
}

int main(int argc, char **argv)
{
	double total[LANG_COUNT] = {0};
	struct slot *slots = calloc(SLOTS, sizeof(*slots));
	struct entry *out = calloc(SLOTS, sizeof(*out));
	size_t n = 0;

	if (argc != 2 || slots == NULL || out == NULL) {
		fputs("usage: count_list MAX <LIST\n", stderr);
		return 2;
	}
	read_list(slots, total);
	for (size_t i = 0; i < SLOTS; i++)
		if (slots[i].lang != LANG_NONE)
			slots[n++] = slots[i];
	qsort(slots, n, sizeof(*slots), by_count);
	n = take(slots, n, total, (size_t)atol(argv[1]), out);
	print_table(out, n);
	return 0;
}

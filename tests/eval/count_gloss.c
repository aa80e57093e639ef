/*
 * usage: count_gloss <tests/eval/words/gloss.txt >src/match/gloss_data.c
 *
 * Each line of the list is one matter of the news: cells parted by '|', one a
 * language in the order of `langs`, of words that say it.  Writes which term of
 * which language says which matter.  Of Chinese and Japanese words the first two
 * characters count.  A word that two lines have says the first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "count.h"
#include "gloss.h"
#include "normalizer.h"
#include "translit.h"
#include "utf8.h"

#define MAX 8192

static const enum lang langs[] = {LANG_EN, LANG_DE, LANG_FR, LANG_ES, LANG_PT, LANG_IT, LANG_RU,
    LANG_UK, LANG_AR, LANG_ZH, LANG_JA};

static uint32_t entries[MAX];
static size_t n;

static uint32_t pair_of(struct view word)
{
	size_t at = 0;
	uint32_t pair[2] = {utf8_next(word, &at), 0};

	if (at == word.n)
		return 0;
	pair[1] = utf8_next(word, &at);
	return (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), 80);
}

static uint32_t term_of(struct normalizer *z, enum lang lang, struct view word)
{
	char folded[128];
	size_t m = 0;

	if (lang_is_cjk(lang))
		return pair_of(word);
	for (size_t at = 0; at < word.n && m + 8 < sizeof(folded);) {
		uint32_t cp = translit_fold(utf8_next(word, &at));
		if (cp == 0xDF) {
			folded[m++] = 's';
			folded[m++] = 's';
		} else if (cp != 0 && cp != '\'') {
			m += utf8_encode(cp, folded + m);
		}
	}
	return normalizer_word(z, lang, folded, m)->term;
}

static void add(uint32_t key, unsigned matter)
{
	for (size_t i = 0; i < n; i++)
		if ((entries[i] ^ key) < 256)
			return;
	if (n == MAX)
		exit(2);
	entries[n++] = (key & ~255u) | matter;
}

static void read_line(struct normalizer *z, char *line, unsigned matter)
{
	for (size_t l = 0; l < COUNT(langs) && line != NULL; l++) {
		char *cell = strsep(&line, "|\n"), *save = NULL;
		for (char *w = strtok_r(cell, " ", &save); w != NULL;
		     w = strtok_r(NULL, " ", &save)) {
			uint32_t term = term_of(z, langs[l], view_of(w));
			if (term != 0)
				add(idf_table_lang_key(term, langs[l]), matter);
		}
	}
}

static int by_value(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

int main(void)
{
	struct normalizer *z = normalizer_new();
	char *line = NULL, day[16];
	size_t cap = 0;
	unsigned matter = 0;
	time_t now = time(NULL);

	while (z != NULL && getline(&line, &cap, stdin) > 0)
		if (++matter <= GLOSS_MATTERS)
			read_line(z, line, matter);
	if (matter == 0 || matter > GLOSS_MATTERS)
		return 2;
	qsort(entries, n, sizeof(*entries), by_value);
	strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&now));
	printf(
	    "/*\n * Written by tests/eval/count_gloss.c on %s from tests/eval/words/gloss.txt;\n"
	    " * do not edit.  Upper 24 bits: of the term and its language; lower 8: the matter.\n"
	    " */\n#include \"gloss.h\"\n\n/* clang-format off */\n"
	    "const uint32_t gloss_data[] = {\n",
	    day);
	for (size_t i = 0; i < n; i++)
		printf("0x%08x,%s", entries[i], (i + 1) % 9 == 0 ? "\n" : "");
	for (size_t i = 0; i < IDF_TABLE_PAD; i++)
		printf("0,");
	puts("};\nconst uint16_t gloss_start[IDF_TABLE_ROWS + 1] = {");
	for (uint32_t row = 0, i = 0; row <= IDF_TABLE_ROWS; row++) {
		while (i < n && entries[i] >> 20 < row)
			i++;
		printf("%u,%s", i, (row + 1) % 16 == 0 ? "\n" : "");
	}
	puts("};\n/* clang-format on */");
	normalizer_free(z);
	free(line);
	return 0;
}

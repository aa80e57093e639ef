/*
 * usage: count_gloss <tests/eval/words/gloss.txt >src/match/gloss_data.c
 *
 * Each line of the list is one matter of the news: cells parted by '|', one a
 * language in the order of `langs`, of words that say it.  Writes which term of
 * which language says which matter.  Of Chinese and Japanese words the first two
 * characters count, of katakana all.  A word that two lines have says the first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "gloss.h"
#include "listing.h"
#include "utf8.h"

#define MAX 8192

static const enum lang langs[] = {LANG_EN, LANG_DE, LANG_FR, LANG_ES, LANG_PT, LANG_IT, LANG_RU,
    LANG_UK, LANG_AR, LANG_ZH, LANG_JA};

static uint32_t entries[MAX];
static size_t n;

/* 0: a word of one character. */
static uint32_t term_of(struct normalizer *z, enum lang lang, struct view word)
{
	if (!lang_is_cjk(lang))
		return listing_word(z, lang, word)->term;
	size_t at = 0;
	uint32_t first = utf8_next(word, &at);
	if (listing_is_katakana(first))
		return listing_katakana(word);
	return at < word.n ? listing_pair(first, utf8_next(word, &at)) : 0;
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
				add(lang_table_key(term, langs[l]), matter);
		}
	}
}

int main(void)
{
	struct normalizer *z = normalizer_new();
	char *line = NULL;
	size_t cap = 0;
	unsigned matter = 0;

	while (z != NULL && getline(&line, &cap, stdin) > 0)
		if (++matter <= GLOSS_MATTERS)
			read_line(z, line, matter);
	if (matter == 0 || matter > GLOSS_MATTERS)
		return 2;
	qsort(entries, n, sizeof(*entries), listing_by_value);
	printf(
	    "/*\n * Written by tests/eval/count_gloss.c on %s from tests/eval/words/gloss.txt;\n"
	    " * do not edit.  Upper 24 bits: of the term and its language; lower 8: the matter.\n"
	    " */\n#include \"gloss.h\"\n\n",
	    listing_today());
	listing_table("gloss", entries, n, "uint16_t");
	normalizer_free(z);
	free(line);
	return 0;
}

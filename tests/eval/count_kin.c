/*
 * usage: count_kin WORDNET >src/match/kin_table_data.c
 *
 * Writes which English stems can stand for each other, from WordNet's files
 * (index.* and data.*; Debian's wordnet-base): words of one synset, words made of
 * each other, adjectives called similar, and what a word is a kind of.  A
 * word's first senses count most; the closest KIN_MAX are kept.  Only words of
 * the built-in table of counts are listed.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "idf_table.h"
#include "kin_table.h"
#include "listing.h"

#define KIN_MAX 10
#define STRENGTH_MIN 0.08
#define LINE_MAX_BYTES (64 * 1024)
#define WORD_MAX 64
#define SYNSET_WORDS 40

#define SIMILAR 0.5
#define KIND_OF 0.35

static const char *const parts[] = {"noun", "verb", "adj", "adv"};

/* A sense of a lemma: how early it comes among the lemma's. */
struct sense {
	char lemma[WORD_MAX];
	long synset;
	double weight;
};

struct edge {
	uint32_t a, b; /* terms */
	double strength;
};

static struct sense *senses;
static size_t nsenses;
static struct edge *edges;
static size_t nedges;
static struct normalizer *z;

static void *grown(void *p, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0 && n != 0)
		return p;
	p = realloc(p, (n > 0 ? 2 * n : 1) * size);
	if (p == NULL)
		exit(2);
	return p;
}

/* The stem's term, or 0 where the word is none that counts. */
static uint32_t term_of(const char *lemma)
{
	for (const char *c = lemma; *c != '\0'; c++)
		if (!islower((unsigned char)*c))
			return 0;
	const struct word *w = normalizer_word(z, LANG_EN, lemma, strlen(lemma));
	if ((w->flags & (WORD_STOP | WORD_DATE)) || w->value != 0 || idf_table_level(w->term) < 0)
		return 0;
	return w->term;
}

static int by_sense(const void *pa, const void *pb)
{
	const struct sense *a = pa, *b = pb;
	int c = strcmp(a->lemma, b->lemma);

	return c != 0 ? c : (a->synset > b->synset) - (a->synset < b->synset);
}

static FILE *open_part(const char *dir, const char *kind, const char *part)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.%s", dir, kind, part);
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		exit(2);
	}
	return f;
}

static void read_index(const char *dir, const char *part)
{
	static char line[LINE_MAX_BYTES];
	FILE *f = open_part(dir, "index", part);

	nsenses = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *save, *lemma = strtok_r(line, " ", &save);
		if (line[0] == ' ' || lemma == NULL || strlen(lemma) >= WORD_MAX)
			continue;
		strtok_r(NULL, " ", &save);
		int count = atoi(strtok_r(NULL, " ", &save));
		for (int n = atoi(strtok_r(NULL, " ", &save)) + 2; n > 0; n--)
			strtok_r(NULL, " ", &save);
		for (int k = 0; k < count; k++) {
			senses = grown(senses, nsenses, sizeof(*senses));
			struct sense *s = &senses[nsenses++];
			snprintf(s->lemma, WORD_MAX, "%s", lemma);
			s->synset = atol(strtok_r(NULL, " \n", &save));
			s->weight = 1.0 / (1 + 0.5 * k);
		}
	}
	fclose(f);
	qsort(senses, nsenses, sizeof(*senses), by_sense);
}

static double weight_of(const char *lemma, long synset)
{
	struct sense key = {.synset = synset};

	snprintf(key.lemma, WORD_MAX, "%s", lemma);
	const struct sense *s = bsearch(&key, senses, nsenses, sizeof(*senses), by_sense);
	return s != NULL ? s->weight : 0;
}

struct member {
	uint32_t term;
	double weight;
};

struct synset {
	long at;
	size_t n;
	struct member of[SYNSET_WORDS];
	char *pointers;
};

static struct synset *synsets;
static size_t nsynsets;

static void lower(char *s)
{
	char *mark = strchr(s, '(');

	if (mark != NULL)
		*mark = '\0';
	for (; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
}

static void read_data(const char *dir, const char *part)
{
	static char line[LINE_MAX_BYTES];
	FILE *f = open_part(dir, "data", part);

	nsynsets = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *save;
		if (line[0] == ' ')
			continue;
		synsets = grown(synsets, nsynsets, sizeof(*synsets));
		struct synset *s = &synsets[nsynsets++];
		s->at = atol(strtok_r(line, " ", &save));
		strtok_r(NULL, " ", &save);
		strtok_r(NULL, " ", &save);
		long n = strtol(strtok_r(NULL, " ", &save), NULL, 16);
		s->n = 0;
		for (long k = 0; k < n; k++) {
			char *word = strtok_r(NULL, " ", &save);
			strtok_r(NULL, " ", &save);
			lower(word);
			if (k < SYNSET_WORDS && strlen(word) < WORD_MAX)
				s->of[s->n++] =
				    (struct member){term_of(word), weight_of(word, s->at)};
		}
		s->pointers = strdup(save);
	}
	fclose(f);
}

static int by_at(const void *pa, const void *pb)
{
	const struct synset *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

static void add_edge(const struct member *a, const struct member *b, double factor)
{
	if (a->term == 0 || b->term == 0 || a->term == b->term)
		return;
	for (int turn = 0; turn < 2; turn++) {
		edges = grown(edges, nedges, sizeof(*edges));
		edges[nedges++] = (struct edge){turn ? a->term : b->term, turn ? b->term : a->term,
		    factor * a->weight * b->weight};
	}
}

static void add_pointers(struct synset *s, char part)
{
	char *save, *text = s->pointers;
	int n = atoi(strtok_r(text, " ", &save));

	for (; n > 0; n--) {
		const char *symbol = strtok_r(NULL, " ", &save);
		struct synset key = {.at = atol(strtok_r(NULL, " ", &save))};
		char to = strtok_r(NULL, " ", &save)[0];
		strtok_r(NULL, " ", &save);
		double factor = strcmp(symbol, "&") == 0   ? SIMILAR
				: strcmp(symbol, "@") == 0 ? KIND_OF
							   : 0;
		if (factor <= 0 || to != part)
			continue;
		const struct synset *o = bsearch(&key, synsets, nsynsets, sizeof(*synsets), by_at);
		for (size_t i = 0; o != NULL && i < s->n; i++)
			for (size_t k = 0; k < o->n; k++)
				add_edge(&s->of[i], &o->of[k], factor);
	}
}

static int by_ends(const void *pa, const void *pb)
{
	const struct edge *a = pa, *b = pb;

	return a->a != b->a   ? (a->a > b->a) - (a->a < b->a)
	       : a->b != b->b ? (a->b > b->b) - (a->b < b->b)
			      : 0;
}

static int by_strength(const void *pa, const void *pb)
{
	const struct edge *a = pa, *b = pb;

	return a->a != b->a ? (a->a > b->a) - (a->a < b->a)
			    : (a->strength < b->strength) - (a->strength > b->strength);
}

/* Several senses in common count together; the closest are kept. */
static void choose_edges(void)
{
	size_t n = 0, of = 0;

	qsort(edges, nedges, sizeof(*edges), by_ends);
	for (size_t i = 0; i < nedges; i++) {
		if (n > 0 && by_ends(&edges[n - 1], &edges[i]) == 0)
			edges[n - 1].strength += edges[i].strength;
		else
			edges[n++] = edges[i];
	}
	qsort(edges, n, sizeof(*edges), by_strength);
	nedges = 0;
	for (size_t i = 0; i < n; i++) {
		of = i > 0 && edges[i].a == edges[i - 1].a ? of + 1 : 0;
		if (of < KIN_MAX && edges[i].strength >= STRENGTH_MIN)
			edges[nedges++] = edges[i];
	}
}

static void print_numbers(const char *head, const uint32_t *v, size_t n)
{
	puts(head);
	listing_numbers(v, n, "%u", 12);
	puts("};");
}

static void print_table(void)
{
	uint32_t *terms = malloc((2 * nedges + 1) * sizeof(*terms));
	uint32_t *start = malloc((2 * nedges + 2) * sizeof(*start));
	uint32_t *list = malloc((nedges + 1) * sizeof(*list)), rows[KIN_TABLE_ROWS + 1];
	size_t n = 0, m = 0;

	for (size_t i = 0; i < nedges; i++) {
		terms[n++] = edges[i].a;
		terms[n++] = edges[i].b;
	}
	qsort(terms, n, sizeof(*terms), listing_by_value);
	for (size_t i = 0; i < n; i++)
		if (m == 0 || terms[m - 1] != terms[i])
			terms[m++] = terms[i];
	for (size_t i = 0, k = 0; i <= m; i++) {
		start[i] = (uint32_t)k;
		for (; i < m && k < nedges && edges[k].a == terms[i]; k++)
			list[k] = (uint32_t)((uint32_t *)bsearch(&edges[k].b, terms, m,
						 sizeof(*terms), listing_by_value) -
					     terms);
	}
	for (uint32_t row = 0, i = 0; row <= KIN_TABLE_ROWS; row++) {
		while (i < m && terms[i] >> 22 < row)
			i++;
		rows[row] = i;
	}
	printf("/*\n * Written by tests/eval/count_kin.c on %s from WordNet 3.0; do not edit.\n *\n"
	       " * WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved.\n"
	       " */\n#include \"kin_table.h\"\n\n/* clang-format off */\n"
	       "const uint32_t kin_table_size = %zu;\n",
	    listing_today(), m);
	print_numbers("const uint32_t kin_table_terms[] = {", terms, m);
	print_numbers("const uint32_t kin_table_start[] = {", start, m + 1);
	print_numbers("const uint16_t kin_table_list[] = {", list, nedges);
	print_numbers(
	    "const uint16_t kin_table_rows[KIN_TABLE_ROWS + 1] = {", rows, KIN_TABLE_ROWS + 1);
	puts("/* clang-format on */");
	fprintf(stderr, "%zu stems, %zu kin\n", m, nedges);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: count_kin WORDNET\n", stderr);
		return 2;
	}
	z = normalizer_new();
	for (size_t p = 0; p < COUNT(parts); p++) {
		read_index(argv[1], parts[p]);
		read_data(argv[1], parts[p]);
		qsort(synsets, nsynsets, sizeof(*synsets), by_at);
		for (size_t i = 0; i < nsynsets; i++) {
			for (size_t x = 0; x < synsets[i].n; x++)
				for (size_t y = x + 1; y < synsets[i].n; y++)
					add_edge(&synsets[i].of[x], &synsets[i].of[y], 1);
			add_pointers(&synsets[i], parts[p][0]);
		}
	}
	choose_edges();
	print_table();
	return 0;
}

/*
 * usage: count_words STORIES.jsonl MAX >src/match/idf_table_data.c
 *
 * Counts in how many stories each term stands and writes the built-in table of
 * the MAX commonest.  The counts are facts about the language; no text of the
 * stories goes into the table.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "doc.h"
#include "idf_table.h"
#include "listing.h"
#include "stream.h"

#define SLOTS (1u << 22)
#define LEAST 5 /* stories */

struct slot {
	uint32_t term, count, last;
};

static int by_count(const void *pa, const void *pb)
{
	const struct slot *a = pa, *b = pb;

	return a->count != b->count ? (a->count < b->count ? 1 : -1)
				    : (a->term > b->term) - (a->term < b->term);
}

static int by_term(const void *pa, const void *pb)
{
	const struct slot *a = pa, *b = pb;

	return (a->term > b->term) - (a->term < b->term);
}

static void count(struct slot *slots, const struct doc *d, uint32_t story)
{
	for (size_t i = d->ntitle; i < d->ntokens; i++) {
		uint32_t term = d->tokens[i].term;
		size_t k = term % SLOTS;
		if (d->tokens[i].flags & DOC_STOP)
			continue;
		while (slots[k].count > 0 && slots[k].term != term)
			k = (k + 1) % SLOTS;
		if (slots[k].last == story)
			continue;
		slots[k].term = term;
		slots[k].last = story;
		slots[k].count++;
	}
}

/* What idf_table.h tells of the slots, which ascend; of one key the last. */
static size_t make_table(const struct slot *slots, size_t n, size_t stories, uint32_t *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && slots[i].term >> 8 == slots[i + 1].term >> 8)
			continue;
		double share = (double)slots[i].count / (double)stories;
		out[kept++] =
		    (slots[i].term & ~255u) | (uint32_t)fmin(255, round(-16 * log(share)));
	}
	return kept;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: count_words STORIES.jsonl MAX\n", stderr);
		return 2;
	}
	struct stream s = stream_read(argv[1], NULL);
	struct slot *slots = calloc(SLOTS, sizeof(*slots));
	struct normalizer *z = normalizer_new();
	size_t n = 0, max = (size_t)atol(argv[2]);
	for (size_t i = 0; i < s.nstories; i++) {
		struct doc *d;
		if (doc_make_with(z, &s.stories[i].story, &d) != CT_OK)
			return 2;
		count(slots, d, (uint32_t)i + 1);
		doc_free(d);
	}
	for (size_t i = 0; i < SLOTS; i++)
		if (slots[i].count >= LEAST)
			slots[n++] = slots[i];
	qsort(slots, n, sizeof(*slots), by_count);
	n = n < max ? n : max;
	qsort(slots, n, sizeof(*slots), by_term);
	uint32_t *table = calloc(n + 1, sizeof(*table));
	if (table == NULL)
		return 2;
	n = make_table(slots, n, s.nstories, table);
	printf("/*\n * Written by tests/eval/count_words.c on %s from the `fit` set (%zu English\n"
	       " * stories); do not edit.  Upper 24 bits: of the term; lower 8: -16 ln of the\n"
	       " * share of stories that hold it.\n */\n#include \"idf_table.h\"\n\n"
	       "const uint32_t idf_table_size = %zu;\n",
	    listing_today(), s.nstories, n);
	listing_table("idf_table", table, n, "uint16_t");
	return 0;
}

/*
 * A profile is a doc made ready for comparison: its occurrences sorted by
 * term (once), and weighed (each time, since counts are learned).
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "doc.h"
#include "idf.h"
#include "memory.h"

struct profile_occ {
	uint32_t term;
	uint32_t token; /* index into doc.tokens */
	uint16_t sentence;
	bool repeat;  /* the term stood in this sentence before */
	float weight; /* masked and damped; 0 for repeats */
};

struct profile {
	struct doc *doc;
	struct profile_occ *occ; /* of the text, without words of grammar; by term, sentence */
	size_t nocc;
	float *sentence_weight; /* one a sentence */
	float *idf;             /* one an occ: neither masked nor damped */
	uint16_t *token_sentence;
	float *token_idf;   /* the same, one a token of the doc; 0 for words of grammar */
	float weight;       /* their sum */
	float narrative;    /* share of words that are not direct speech */
	uint32_t *shingles; /* sorted hashes of five words in a row, of the text */
	size_t nshingles;
	uint64_t source; /* hash of who published it; 0: unknown */
};

/* Takes the doc; on failure it stays the caller's. */
enum ct_err profile_make(struct doc **doc, uint64_t source, struct profile **out);
void profile_free(struct profile *p);
/* Weighs every occurrence with what was learned. */
void profile_weigh(struct profile *p, const struct idf *f, const struct memory *m);

#endif

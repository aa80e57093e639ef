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
	bool repeat;   /* the term stood in this sentence before */
	uint8_t place; /* what takes from its weight (profile.c) */
	float weight;  /* masked and damped; 0 for repeats */
};

/* What kin.h compares words by, made once. */
struct kin_word {
	uint32_t head; /* its first four bytes, in lower case; 0: not to be compared by spelling */
	uint32_t letters; /* the set of its bytes' lower five bits */
	uint16_t place;   /* in the table of kin, or KIN_NONE */
};

/* The occurrences of one term: occ[first] up to those of the next. */
struct profile_term {
	uint32_t term;
	uint32_t first;
	uint8_t level; /* idf_level */
	uint8_t roles; /* of any of its occurrences: enum roles_flag; profile_roles.h */
	struct kin_word word;
	bool fact;  /* a number or a name at least once */
	float damp; /* for standing in many sentences */
	float idf;  /* neither masked nor damped */
	float most; /* of its occurrences' weights: the greatest, */
	float sum;  /* and all of them */
};

/* A word with a capital, of a spelling that can be near another. */
struct profile_name {
	uint32_t at; /* bytes into doc.text */
	uint32_t n;
	uint32_t letters; /* the set of them, case aside */
};

/* A token of the title. */
struct profile_title {
	uint8_t level, roles; /* as of a term */
};

#define PROFILE_NAME_ROWS 32
#define PROFILE_NAME_MIN 5 /* bytes */
#define PROFILE_NAME_MAX 32

struct profile {
	struct doc *doc;
	struct profile_occ *occ; /* of the text, without words of grammar; by term, sentence */
	size_t nocc;
	struct profile_term *terms; /* ascending; one more closes the last */
	size_t nterms;
	struct profile_title *title; /* doc.ntitle of them: profile_roles.h */
	bool roles;                  /* they, and those of the terms, are known */
	struct profile_name *names;  /* by row: their first byte's low bits */
	uint16_t name_row[PROFILE_NAME_ROWS + 1];
	uint32_t *skeletons;    /* one a sentence (memory.h) */
	float *sentence_weight; /* one a sentence */
	uint16_t *token_sentence;
	float *token_idf;   /* idf, one a token of the doc; 0 for words of grammar */
	float weight;       /* their sum */
	float most, norm;   /* of the terms: all there is of most, and of sum squared */
	float narrative;    /* share of words that are not direct speech */
	uint32_t *shingles; /* sorted hashes of five words in a row, of the text */
	size_t nshingles;
	uint64_t source;   /* hash of who published it; 0: unknown */
	int64_t published; /* CT_TIME_UNKNOWN unless the maker sets it */
};

/* Takes the doc; on failure it stays the caller's. */
enum ct_err profile_make(struct doc **doc, uint64_t source, struct profile **out);
void profile_free(struct profile *p);
/* The set of a spelling's letters. */
uint32_t profile_letters(struct view v);
/* Weighs every occurrence with what was learned. */
void profile_weigh(struct profile *p, const struct idf *f, const struct memory *m);
/* The story came: from now on its words are known to both. */
void profile_learn(const struct profile *p, struct idf *f, struct memory *m);

#endif

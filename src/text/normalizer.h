/*
 * What turns words into terms: stemmers, word lists and a cache of what they
 * said, since news repeats itself.  A normalizer is scratch space: it changes
 * the cost of doc_make_with and never its outcome.
 */
#ifndef NORMALIZER_H
#define NORMALIZER_H

#include "lang.h"
#include "view.h"

struct normalizer;

enum word_flag {
	WORD_STOP = 1,   /* a word of grammar */
	WORD_FACTOR = 2, /* "million": value multiplies */
	WORD_DATE = 4,   /* a month or a day of the week */
};

struct word {
	uint64_t key;   /* hash of the folded word and its language: its identity */
	uint32_t term;  /* hash of its stem */
	uint32_t cross; /* the like across languages of the Latin script; 0: none */
	uint32_t sound; /* the like across scripts, for names; 0: none */
	uint32_t flags;
	double value; /* of a number word; 0: it is none */
};

/* NULL without memory. */
struct normalizer *normalizer_new(void);
void normalizer_free(struct normalizer *z);
/* What is known of a folded word; valid until the next call. */
const struct word *normalizer_word(
    struct normalizer *z, enum lang lang, const char *folded, size_t n);
/* The same in two steps, for who knows the word some time before it is needed: the
 * first gives its key, and lets the memory come. */
uint64_t normalizer_expect(
    const struct normalizer *z, enum lang lang, const char *folded, size_t n);
const struct word *normalizer_expected(
    struct normalizer *z, enum lang lang, uint64_t key, const char *folded, size_t n);
/* Was memory short since this was asked last?  Then words are not what they should be. */
bool normalizer_starved(struct normalizer *z);
bool normalizer_is_abbrev(const struct normalizer *z, enum lang lang, const char *folded, size_t n);
/* A character that is common in the language, which is Chinese or Japanese, or kana. */
bool normalizer_is_common(const struct normalizer *z, enum lang lang, uint32_t cp);
/* The language of a text whose script is known. */
enum lang normalizer_guess(const struct normalizer *z, enum lang_script script, struct view text);

#endif

/*
 * A doc is a story normalized for matching: sentences of tokens, with stems,
 * numbers as values, names and quotes marked, direct speech masked.
 */
#ifndef DOC_H
#define DOC_H

#include "arena.h"
#include "lang.h"
#include "normalizer.h"
#include "view.h"

#define DOC_TEXT_MAX (64u << 10) /* bytes of text that are read */
#define DOC_TITLE_MAX 600
#define DOC_SENTENCES_MAX 160 /* what alignment can afford: a square of it */
#define DOC_SENTENCE_TOKENS_MAX 120
#define DOC_TOKENS_MAX 16384

enum doc_flag {
	DOC_STOP = 1,   /* a word of grammar */
	DOC_NUMBER = 2, /* term is that of its value */
	DOC_NAME = 4,   /* written as a name is */
	DOC_QUOTED = 8, /* inside direct speech of four words or more */
	DOC_CJK = 16,   /* two characters of a script without spaces */
	DOC_DATE = 32,  /* a month or day of the week */
	DOC_CAPITAL = 64,
	DOC_PLAIN = 128,    /* of DOC_CJK: both characters are common */
	DOC_UNUSUAL = 256,  /* of DOC_CJK: neither is */
	DOC_UNLISTED = 512, /* of DOC_CJK: both are in no common word here */
};

struct doc_token {
	uint32_t at;    /* bytes into doc.text */
	uint16_t n;     /* bytes */
	uint16_t flags; /* enum doc_flag */
	uint32_t term;  /* hash of the stem, or of the number's value */
	uint32_t cross; /* hash of what cognates share, or 0 */
	union {
		uint32_t sound; /* hash of how a name sounds, or 0 */
		float value;    /* of a number, finite, or 0: not known */
	};
};

struct doc_sentence {
	uint32_t at, n;      /* bytes into doc.text */
	uint32_t first, len; /* tokens */
	bool boilerplate;    /* "read more", credits: by its words */
};

struct doc {
	struct arena *arena; /* owns all of it */
	struct view text;    /* NFKC where the story was not; title first */
	enum lang lang;
	struct doc_token *tokens;
	size_t ntokens;
	struct doc_sentence *sentences; /* of the text; the title is none of them */
	size_t nsentences;
	size_t ntitle; /* the first tokens are the title's */
	struct {
		size_t at, n; /* bytes into text; n: mostly 0 */
	} preface;            /* read no further: preface.h */
	size_t words;  /* of the text, without the title's: tokens, and of CJK half as many */
	size_t quoted; /* of them in direct speech */
};

/* Normalizes; *out owns all it needs (the story's bytes may go) and is freed
 * with doc_free.  Text past DOC_TEXT_MAX is ignored, never an error.  A story
 * without text is judged by its title. */
enum ct_err doc_make(const struct ct_story *s, struct doc **out);
/* The same, and fast from the second story on. */
enum ct_err doc_make_with(struct normalizer *z, const struct ct_story *s, struct doc **out);
void doc_free(struct doc *d);
/* A token or sentence as the story writes it. */
struct view doc_token_text(const struct doc *d, const struct doc_token *t);
struct view doc_sentence_text(const struct doc *d, const struct doc_sentence *s);

/* Tokens that stand in a row: from, up to. */
struct doc_span {
	size_t from, to;
};

/* All of n sentences, one and more: the title's tokens are in none. */
static inline struct doc_span doc_span_of(const struct doc *d, size_t first, size_t n)
{
	const struct doc_sentence *last = &d->sentences[first + n - 1];

	return (struct doc_span){d->sentences[first].first, last->first + last->len};
}

static inline bool doc_span_has(const struct doc *d, struct doc_span s, uint32_t term)
{
	for (size_t i = s.from; i < s.to; i++)
		if (d->tokens[i].term == term)
			return true;
	return false;
}

/* The term of token i, 0 where that lies outside. */
static inline uint32_t doc_span_term(const struct doc *d, struct doc_span s, size_t i)
{
	return i >= s.from && i < s.to ? d->tokens[i].term : 0;
}

/* How many words these are, as in struct doc. */
void doc_count_words(const struct doc *d, struct doc_span s, size_t *words, size_t *quoted);
/* As the story writes it, one token and more. */
struct view doc_span_text(const struct doc *d, struct doc_span s);

#endif

/* The state of a lexer at work, shared by its parts (lexer_*.c). */
#ifndef LEXER_STATE_H
#define LEXER_STATE_H

#include "doc.h"
#include "sentence.h"
#include "utf8.h"

enum kind { KIND_SPACE, KIND_LETTER, KIND_CJK, KIND_DIGIT, KIND_NEWLINE, KIND_OTHER };

#define LEXER_WORD_BYTES 64 /* of a folded word; the rest is passed over */
#define LEXER_AHEAD 8

struct lexer_raw {
	size_t at, end; /* in the text */
	size_t n;       /* bytes folded */
	size_t form;    /* bytes of them that make the word known, perhaps one more */
	uint64_t key;   /* normalizer_expect of those */
	size_t letters; /* code points, ASCII: bytes */
	size_t upper;
	bool first_upper, last_lower;
	bool digits;                       /* letters and digits mixed: "R42" */
	char folded[LEXER_WORD_BYTES + 8]; /* the rest is room for a step too far */
};

/* Words read before they are needed: lexer_ahead.c. */
struct lexer_ahead {
	struct lexer_raw words[LEXER_AHEAD]; /* a ring */
	size_t first, n;
	size_t at; /* where the next is looked for */
};

struct lexer {
	struct normalizer *z;
	struct doc *d;
	struct view text; /* up to the end of what is read */
	size_t at;
	size_t line; /* where the line began */
	size_t token_cap, sentence_cap;
	size_t sent_first; /* token that the open sentence begins with */
	size_t sent_at;    /* its first byte */
	bool split;
	uint32_t quote;     /* the sign that ends the quote we are in, or 0 */
	size_t quote_first; /* token it begins with */
	bool money;         /* a currency sign was just passed */
	struct sentence_before before;
	struct lexer_ahead ahead;
	struct { /* the last number, for "4.7 million" and "twenty four" */
		size_t token;
		double value;
		bool is_word;
		size_t end;
	} number;
	enum ct_err err;
};

extern const unsigned char lexer_state_ascii[128]; /* enum kind of ASCII */

enum kind lexer_state_wide(uint32_t cp); /* of what is not ASCII */

static inline enum kind lexer_state_kind(uint32_t cp)
{
	return cp < 0x80 ? (enum kind)lexer_state_ascii[cp] : lexer_state_wide(cp);
}

/* A new token, or NULL: enough of them, or no memory (lx->err). */
struct doc_token *lexer_state_add(struct lexer *lx, size_t at, size_t n);

/* The token is a number of that value. */
void lexer_state_number(struct doc_token *t, double value);

/* The code point at `at` and its bytes; past the end a newline of none. */
static inline uint32_t lexer_state_peek(const struct lexer *lx, size_t at, size_t *n)
{
	if (at >= lx->text.n) {
		*n = 0;
		return '\n';
	}
	unsigned char c = (unsigned char)lx->text.p[at];
	if (c < 0x80) {
		*n = 1;
		return c;
	}
	size_t end = at;
	uint32_t cp = utf8_next(lx->text, &end);
	*n = end - at;
	return cp;
}

#endif

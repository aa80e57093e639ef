/* The state of a lexer at work, shared by its parts (lexer_*.c). */
#ifndef LEXER_STATE_H
#define LEXER_STATE_H

#include "doc.h"
#include "sentence.h"
#include "utf8.h"

enum kind { KIND_SPACE, KIND_LETTER, KIND_CJK, KIND_DIGIT, KIND_NEWLINE, KIND_OTHER };

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
	struct { /* the last number, for "4.7 million" and "twenty four" */
		size_t token;
		double value;
		bool is_word;
		size_t end;
	} number;
	enum ct_err err;
};

extern const unsigned char lexer_state_ascii[128]; /* enum kind of ASCII */

enum kind lexer_state_kind(uint32_t cp);
/* A new token, or NULL: enough of them, or no memory (lx->err). */
struct doc_token *lexer_state_add(struct lexer *lx, size_t at, size_t n);

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

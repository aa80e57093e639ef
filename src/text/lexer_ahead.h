/* The words of a text, folded, and fetched from the memo before they are needed. */
#ifndef LEXER_AHEAD_H
#define LEXER_AHEAD_H

#include "lexer_state.h"

/* The word that begins at lx->at, where a letter stands; valid until the next call. */
struct lexer_raw *lexer_ahead_word(struct lexer *lx);
void lexer_ahead_clear(struct lexer_raw *w);
/* Makes form and key of what was folded, and expects it. */
void lexer_ahead_form(const struct lexer *lx, struct lexer_raw *w, size_t from, size_t end);

#endif

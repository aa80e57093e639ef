/* Direct speech: what is masked. */
#ifndef LEXER_QUOTE_H
#define LEXER_QUOTE_H

#include "lexer_state.h"

/* The sign that closes a quote that cp opens, or 0. */
uint32_t lexer_quote_closing(uint32_t cp);
/* Takes a quotation mark, or any other sign, in. */
void lexer_quote_read(struct lexer *lx, uint32_t cp);
/* Ends the open quote; not certain: it was never closed, and is none. */
void lexer_quote_end(struct lexer *lx, bool certain);

#endif

/* Numbers while reading: digits, words, and what joins them. */
#ifndef LEXER_NUMBER_H
#define LEXER_NUMBER_H

#include "lexer_state.h"

/* Reads the number whose first digit is at lx->at. */
void lexer_number_read(struct lexer *lx);
/* A number word joins the number before it ("4.7 million", "twenty-four"), or is one. */
void lexer_number_word(
    struct lexer *lx, size_t from, size_t end, const struct word *w, enum lang lang);

#endif

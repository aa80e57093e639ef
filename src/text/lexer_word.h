/* Words of scripts with spaces. */
#ifndef LEXER_WORD_H
#define LEXER_WORD_H

#include "lexer_state.h"

/* Reads the word that begins at lx->at. */
void lexer_word_read(struct lexer *lx);

#endif

/* Scripts without spaces: pairs of characters. */
#ifndef LEXER_CJK_H
#define LEXER_CJK_H

#include "lexer_state.h"

/* Reads the run of characters that begins at lx->at. */
void lexer_cjk_read(struct lexer *lx);

#endif

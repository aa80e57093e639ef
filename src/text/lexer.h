/* Reads text into a doc's tokens and sentences. */
#ifndef LEXER_H
#define LEXER_H

#include "doc.h"

/* Appends the tokens of d->text[from, to); with sentences where `split`, else
 * (a title) tokens alone. */
enum ct_err lexer_read(struct normalizer *z, struct doc *d, size_t from, size_t to, bool split);

#endif

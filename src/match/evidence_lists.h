/* The lists of the evidence: numbers and names, quotes, what is new. */
#ifndef EVIDENCE_LISTS_H
#define EVIDENCE_LISTS_H

#include "emit.h"
#include "verify.h"

/* Writes the keys "numbers", "names", "quotes" and "new"; v may be NULL. */
void evidence_lists_write(struct emit *j, const struct profile *story, const struct verify *v);
/* Writes a token as a bare value: as the story has it, in lower case. */
void evidence_lists_word(struct emit *j, const struct doc *d, const struct doc_token *t);

#endif

/* The lists of the evidence: numbers and names, quotes, what is new. */
#ifndef EVIDENCE_LISTS_H
#define EVIDENCE_LISTS_H

#include "evidence_form.h"
#include "verify.h"

/* Views lie in the docs of both. */
void evidence_lists_find(const struct profile *story, const struct verify *v, struct evidence *e);

#endif

/* The lists of the evidence: numbers and names, quotes, what is new. */
#ifndef EVIDENCE_LISTS_H
#define EVIDENCE_LISTS_H

#include "clash.h"
#include "evidence_form.h"
#include "verify.h"

#define EVIDENCE_NEW_BELOW 0.12f /* similarity of a sentence that is like none there */

/* Views lie in the docs of both; c is of v.  A sentence that e has in a row is not new. */
void evidence_lists_find(const struct profile *story, const struct verify *v,
    const struct clashes *c, struct evidence *e);
/* Distinct numbers, or names, of the story, and how many of them the earlier lacks. */
size_t evidence_lists_count(
    const struct profile *story, const struct clashes *c, bool number, size_t *lost);

#endif

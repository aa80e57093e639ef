/* The lists of the evidence: numbers and names, quotes, what is new. */
#ifndef EVIDENCE_LISTS_H
#define EVIDENCE_LISTS_H

#include "emit.h"
#include "verify.h"

/* Writes the keys "numbers", "names", "quotes" and "new"; v may be NULL.  kept: new
 * sentences by number (evidence.h). */
void evidence_lists_write(
    struct emit *j, const struct profile *story, const struct verify *v, bool kept);

#endif

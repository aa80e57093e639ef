/* The evidence's rows: which sentences face each other. */
#ifndef EVIDENCE_ROWS_H
#define EVIDENCE_ROWS_H

#include "evidence_form.h"
#include "verify.h"

/* Sentences of the story that follow the earlier one in its order. */
size_t evidence_rows_in_order(const struct verify *v);
/* What shares, 0 to 1, of the story and of the earlier have a row, by weight, whether or
 * not the rows are all told. */
void evidence_rows_cover(
    const struct profile *story, const struct verify *v, double *of_story, double *of_earlier);
void evidence_rows_find(const struct profile *story, const struct verify *v, struct evidence *e);
/* Rounded as it would be told. */
uint8_t evidence_rows_percent(double share);

#endif

/* From a draft to a configuration: inheritance, defaults, and what must hold
 * between options. */
#ifndef SETTLE_H
#define SETTLE_H

#include "draft.h"

/* Fills d->conf; what does not hold goes to the draft's errors. */
void settle_draft(struct draft *d);

#endif

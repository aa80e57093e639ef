/* What an edit changed: sentences, or only furniture (a time stamp, a counter)? */
#ifndef EDIT_H
#define EDIT_H

#include "view.h"

/* *trivial where no line that reads as a sentence differs between the two texts, and
 * the title only in case, white space or punctuation.  CT_ENOMEM. */
enum ct_err edit_trivial(
    const struct ct_story *before, const struct ct_story *after, bool *trivial);

#endif

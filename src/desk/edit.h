/* What an edit changed: sentences, or only furniture (a time stamp, a counter)? */
#ifndef EDIT_H
#define EDIT_H

#include "view.h"

/* True where no line that reads as a sentence differs between the two texts, and
 * the title only in case, white space or punctuation. */
bool edit_trivial(const struct ct_story *before, const struct ct_story *after);

#endif

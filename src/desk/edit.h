/* What an edit changed: sentences, or only furniture (a time stamp, a counter)? */
#ifndef EDIT_H
#define EDIT_H

#include "view.h"

/* True where no line that reads as a sentence differs between the two texts. */
bool edit_trivial(struct view before, struct view after);

#endif

/* Numbers that tell the same, one of them less exactly. */
#ifndef ROUNDED_H
#define ROUNDED_H

#include "doc.h"

/*
 * Is the number at token i of a told by the one at token j of b, less exactly or in
 * other units?  Returns how many of a's tokens tell it: 0 where it is not, mostly 1, and
 * from i up to that of the months where both years and months are meant.
 */
size_t rounded_tokens(const struct doc *a, size_t i, const struct doc *b, size_t j);

#endif

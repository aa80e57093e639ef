/* What a story says, as one number: two entries of a feed that say the same are one. */
#ifndef CONTENT_H
#define CONTENT_H

#include <stdint.h>

#include "view.h"

/* Of title and text together; never 0.  Stored: it must not change. */
uint64_t content_hash(struct view title, struct view text);

#endif

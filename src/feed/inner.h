/* Elements within a title or a content: text again, "<b>". */
#ifndef INNER_H
#define INNER_H

#include "reader.h"

void inner_start(struct reader *r, const struct xname *name, const struct xattrs *a);
void inner_end(struct reader *r, const struct frame *f);

#endif

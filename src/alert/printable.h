/* Text made fit for a terminal, a log line or a journal field. */
#ifndef PRINTABLE_H
#define PRINTABLE_H

#include "buf.h"

/* v as valid UTF-8 on one line: white space becomes a space, other control
 * characters and what reorders a line (bidirectional marks) are written as
 * \x1b or \u202e. */
void printable_add(struct buf *b, struct view v);

#endif

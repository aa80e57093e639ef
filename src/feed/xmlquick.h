/* The quick reader: for documents that are plain XML, which nearly all are. */
#ifndef XMLQUICK_H
#define XMLQUICK_H

#include "reader.h"

/*
 * Hands doc, which should be UTF-8, to r.  False where it is not well-formed, or
 * holds something rarer than this reader knows: r then has a part of it, and has
 * to be restarted for another reader.
 */
bool xmlquick_read(struct reader *r, struct view doc);

#endif

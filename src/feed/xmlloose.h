/* The forgiving reader: for documents that are almost XML. */
#ifndef XMLLOOSE_H
#define XMLLOOSE_H

#include "reader.h"

/* Hands doc, which is UTF-8, to r.  Never fails but for memory (r->err). */
void xmlloose_read(struct reader *r, struct view doc);

#endif

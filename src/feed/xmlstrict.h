/* The strict reader: libxml2's SAX2, for documents that are well-formed. */
#ifndef XMLSTRICT_H
#define XMLSTRICT_H

#include "reader.h"

#define XMLSTRICT_REASON 160

/*
 * Hands doc, which is UTF-8, to r.  False where the document is not well-formed,
 * declares entities or attributes, or is built to burn time; why is then in reason,
 * and r holds a part of it, or nothing.
 */
bool xmlstrict_read(struct reader *r, struct view doc, char reason[XMLSTRICT_REASON]);

#endif

/* The strict reader: libxml2's push SAX2, for documents that are well-formed. */
#ifndef XMLPUSH_H
#define XMLPUSH_H

#include "reader.h"

#define XMLPUSH_REASON 160
#define XMLPUSH_CHUNK 32768

/*
 * Hands doc, which is UTF-8, to r, in pieces of chunk bytes, which make no difference.
 * False where the document is not well-formed, declares entities or attributes, or is
 * built to burn time; why is then in reason, and r holds a part of it, or nothing.
 */
bool xmlpush_read(struct reader *r, struct view doc, size_t chunk, char reason[XMLPUSH_REASON]);

#endif

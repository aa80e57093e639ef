/* A look at a document's DOCTYPE before libxml2 gets it. */
#ifndef DOCTYPE_H
#define DOCTYPE_H

#include "view.h"

/*
 * Does a literal of doc's DOCTYPE, before any '[', hold '<' or '>', or not end?
 * No name or address of a DTD does; it is a quotation mark that was lost.
 */
bool doctype_torn(struct view doc);

#endif

/* References in XML, HTML's names among them. */
#ifndef XMLREFS_H
#define XMLREFS_H

#include "view.h"

/*
 * Writes what the reference at *p == '&' stands for to *out, at most 4 bytes and
 * never more than it has, and moves both behind it.  False, and nothing moved,
 * where it is none that is known, or stands for no character of XML's.
 */
bool xmlrefs_put(const char **p, const char *end, char **out);

#endif

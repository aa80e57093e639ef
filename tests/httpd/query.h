/* Parameters of a URL's query: "a=1&b&c=x%20y".  The last of a name counts. */
#ifndef QUERY_H
#define QUERY_H

#include "buf.h"

/* Appends v with %XX decoded. */
void query_decode(struct buf *out, struct view v);
/* The value of a parameter into out, cleared first, a NUL behind it; false
 * where the query has no such parameter. */
bool query_get(struct view query, const char *name, struct buf *out);
bool query_has(struct view query, const char *name);
uint64_t query_number(struct view query, const char *name, uint64_t otherwise);

#endif

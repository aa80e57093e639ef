/* The Link header (RFC 8288): <https://hub.example/>; rel="hub", ... */
#ifndef LINKFIELD_H
#define LINKFIELD_H

#include "view.h"

/* The first target with this relation that is an absolute http or https URL, as
 * it stands there; or empty. */
struct view linkfield_find(struct view field, const char *rel);

#endif

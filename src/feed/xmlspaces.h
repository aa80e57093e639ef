/* Namespaces as they are declared and go out of scope. */
#ifndef XMLSPACES_H
#define XMLSPACES_H

#include "ns.h"

#define XMLSPACES_MAX 32

struct xmlspace {
	struct view prefix, uri;
	enum ns ns;
	size_t depth; /* of the element that declares it */
};

struct xmlspaces {
	size_t n; /* 0 at first */
	struct xmlspace v[XMLSPACES_MAX];
};

extern const struct xmlspace xmlspaces_none; /* of names without a prefix */

/* False where libxml2 would have something to say of it, or might: reserved names
 * and URIs, one prefix twice in an element, a URI that is more than plain; also
 * where there are more than XMLSPACES_MAX. */
bool xmlspaces_declare(struct xmlspaces *s, struct view prefix, struct view uri, size_t depth);
/* The element of that depth ends. */
void xmlspaces_leave(struct xmlspaces *s, size_t depth);
/* NULL where the prefix is not declared. */
const struct xmlspace *xmlspaces_find(const struct xmlspaces *s, struct view prefix);

#endif

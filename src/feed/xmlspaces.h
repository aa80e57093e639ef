/* Namespaces as they are declared and go out of scope, and the rules of names in them. */
#ifndef XMLSPACES_H
#define XMLSPACES_H

#include "reader.h"

#define XMLSPACES_MAX 32
#define XMLSPACES_CACHE_BITS 6

struct xmlspace {
	struct view prefix, uri;
	enum ns ns;
	size_t depth; /* of the element that declares it */
};

struct xmlspaces {
	size_t n;
	struct xmlspace v[XMLSPACES_MAX];
	/* Rules by name and namespace: a name that has rules has 16 bytes at most, so
	 * that its first and last eight and its length are all of it. */
	struct {
		uint64_t head, tail;
		size_t n; /* 0: unused */
		enum ns ns;
		struct rules rules;
	} cache[1 << XMLSPACES_CACHE_BITS];
};

extern const struct xmlspace xmlspaces_none; /* of names without a prefix */

void xmlspaces_begin(struct xmlspaces *s);
/* False where libxml2 would have something to say of it, or might: reserved names
 * and URIs, one prefix twice in an element, a URI that is more than plain; also
 * where there are more than XMLSPACES_MAX. */
bool xmlspaces_declare(struct xmlspaces *s, struct view prefix, struct view uri, size_t depth);
/* The element of that depth ends. */
void xmlspaces_leave(struct xmlspaces *s, size_t depth);
/* NULL where the prefix is not declared. */
const struct xmlspace *xmlspaces_find(const struct xmlspaces *s, struct view prefix);
/* rules_of, remembered. */
struct rules xmlspaces_rules(struct xmlspaces *s, enum ns ns, struct view local);

#endif

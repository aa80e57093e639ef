/*
 * The rules of names that come again and again.  A name that has rules has 16 bytes at
 * most, so that its first and its last eight and its length are all of it.
 */
#ifndef RULECACHE_H
#define RULECACHE_H

#include "reader.h"

#define RULECACHE_BITS 6

struct rulecache {
	struct {
		uint64_t head, tail;
		size_t n; /* 0: unused */
		enum ns ns;
		struct rules rules;
	} slot[1 << RULECACHE_BITS];
};

void rulecache_begin(struct rulecache *c);
/* rules_of, remembered. */
struct rules rulecache_rules(struct rulecache *c, enum ns ns, struct view local);

#endif

#include "rulecache.h"

struct rules rulecache_rules(struct rulecache *c, enum ns ns, struct view local)
{
	uint64_t head = 0, tail = 0;

	if (local.n > RULE_NAME)
		return (struct rules){NULL, 0};
	if (local.n >= sizeof(head)) {
		memcpy(&head, local.p, sizeof(head));
		memcpy(&tail, local.p + local.n - sizeof(tail), sizeof(tail));
	} else {
		for (size_t i = 0; i < local.n; i++)
			head = head << 8 | (unsigned char)local.p[i];
	}
	uint64_t hash = (head ^ tail << 5 ^ (uint64_t)ns) * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = hash >> (64 - RULECACHE_BITS);
	if (c->slot[i].n != local.n || c->slot[i].head != head || c->slot[i].tail != tail ||
	    c->slot[i].ns != ns) {
		c->slot[i].head = head;
		c->slot[i].tail = tail;
		c->slot[i].n = local.n;
		c->slot[i].ns = ns;
		c->slot[i].rules = rules_of(ns, local);
	}
	return c->slot[i].rules;
}

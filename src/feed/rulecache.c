#include "rulecache.h"

#include "count.h"

static uint32_t four(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

void rulecache_begin(struct rulecache *c)
{
	for (size_t i = 0; i < COUNT(c->slot); i++)
		c->slot[i].n = 0;
}

struct rules rulecache_rules(struct rulecache *c, enum ns ns, struct view local)
{
	const char *p = local.p, *end = p + local.n;
	uint64_t head = 0, tail = 0;

	if (local.n > RULE_NAME)
		return (struct rules){NULL, 0};
	if (local.n >= 8) {
		memcpy(&head, p, sizeof(head));
		memcpy(&tail, end - sizeof(tail), sizeof(tail));
	} else if (local.n >= 4) {
		head = (uint64_t)four(p) << 32 | four(end - 4);
	} else if (local.n > 0) {
		head = (uint64_t)(unsigned char)p[0] << 16 |
		       (uint64_t)(unsigned char)p[local.n / 2] << 8 | (unsigned char)end[-1];
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

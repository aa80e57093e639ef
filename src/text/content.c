#include "content.h"

#include <xxhash.h>

#define SEED 2 /* so that an id or link that reads like a text is not that text */

static uint64_t hash(struct view v, uint64_t seed)
{
	uint64_t h = XXH3_64bits_withSeed(v.n > 0 ? v.p : "", v.n, seed);

	return h != 0 ? h : 1;
}

uint64_t content_hash(struct view title, struct view text)
{
	return hash(view_trim(text), hash(view_trim(title), SEED) ^ SEED);
}

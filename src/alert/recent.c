#include "recent.h"

#include <stdlib.h>
#include <xxhash.h>

/* Ids are hashes already; hashed once more, any length fits a slot. */
static XXH128_hash_t key_of(struct view id)
{
	return XXH3_128bits(id.p, id.n);
}

enum ct_err recent_init(struct recent *r)
{
	r->ids = calloc(RECENT_MAX, sizeof(*r->ids));
	r->n = 0;
	return r->ids != NULL ? CT_OK : CT_ENOMEM;
}

void recent_free(struct recent *r)
{
	free(r->ids);
	*r = (struct recent){0};
}

bool recent_has(const struct recent *r, struct view id)
{
	XXH128_hash_t k = key_of(id);
	size_t n = r->n < RECENT_MAX ? r->n : RECENT_MAX;

	for (size_t i = 0; i < n; i++)
		if (r->ids[i][0] == k.low64 && r->ids[i][1] == k.high64)
			return true;
	return false;
}

void recent_add(struct recent *r, struct view id)
{
	XXH128_hash_t k = key_of(id);
	uint64_t *slot = r->ids[r->n % RECENT_MAX];

	slot[0] = k.low64;
	slot[1] = k.high64;
	r->n++;
}

void recent_drop(struct recent *r, size_t n)
{
	while (n > 0 && r->n > 0) {
		r->n--;
		n--;
		r->ids[r->n % RECENT_MAX][0] = 0;
		r->ids[r->n % RECENT_MAX][1] = 0;
	}
}

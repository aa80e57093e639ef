/* The profiles of stories that were compared lately; bounded, owns them. */
#ifndef PROFILE_CACHE_H
#define PROFILE_CACHE_H

#include "profile.h"

struct profile_cache;

struct profile_cache *profile_cache_new(void);
void profile_cache_free(struct profile_cache *c);
/* NULL: not there.  Valid until the next sweep. */
struct profile *profile_cache_get(struct profile_cache *c, uint32_t story);
/* Takes p; the oldest of its row goes, at the next sweep.  At most 32 puts
 * between two sweeps keep that promise. */
void profile_cache_put(struct profile_cache *c, uint32_t story, struct profile *p);
void profile_cache_sweep(struct profile_cache *c);
/* Frees all profiles: none that was got is valid any more. */
void profile_cache_clear(struct profile_cache *c);

#endif

/*
 * 256 rows of 4; the oldest of a full row goes, and the older ones of a row that holds
 * more than its share.  Measured: 50 KB a story of 3.5 KB, and so 50 MiB where all
 * are such; of longer ones there are fewer, and never more than 64 MiB.
 */
#include "profile_cache.h"

#include <stdlib.h>

#define ROWS 256
#define WAYS 4
#define EVICTED 128
#define ROW_BYTES ((size_t)256 << 10) /* a longer story than that is not kept */

struct profile_cache {
	struct {
		uint32_t story;
		struct profile *profile;
		size_t bytes;
	} cells[ROWS][WAYS];              /* newest first */
	struct profile *evicted[EVICTED]; /* until the sweep */
	size_t nevicted;
};

struct profile_cache *profile_cache_new(void)
{
	return calloc(1, sizeof(struct profile_cache));
}

void profile_cache_clear(struct profile_cache *c)
{
	for (size_t r = 0; r < ROWS; r++)
		for (size_t i = 0; i < WAYS; i++)
			profile_free(c->cells[r][i].profile);
	profile_cache_sweep(c);
	*c = (struct profile_cache){0};
}

void profile_cache_free(struct profile_cache *c)
{
	if (c != NULL)
		profile_cache_clear(c);
	free(c);
}

void profile_cache_sweep(struct profile_cache *c)
{
	while (c->nevicted > 0)
		profile_free(c->evicted[--c->nevicted]);
}

struct profile *profile_cache_get(struct profile_cache *c, uint32_t story)
{
	for (size_t i = 0; i < WAYS; i++)
		if (c->cells[story % ROWS][i].profile != NULL &&
		    c->cells[story % ROWS][i].story == story)
			return c->cells[story % ROWS][i].profile;
	return NULL;
}

static void evict(struct profile_cache *c, size_t r, size_t i)
{
	if (c->cells[r][i].profile != NULL)
		c->evicted[c->nevicted++] = c->cells[r][i].profile;
	c->cells[r][i].profile = NULL;
	c->cells[r][i].bytes = 0;
}

void profile_cache_put(struct profile_cache *c, uint32_t story, struct profile *p)
{
	size_t r = story % ROWS, i = 0;

	if (c->nevicted + WAYS + 1 > EVICTED)
		profile_cache_sweep(c);
	while (i < WAYS - 1 && (c->cells[r][i].profile == NULL || c->cells[r][i].story != story))
		i++;
	evict(c, r, i);
	for (; i > 0; i--)
		c->cells[r][i] = c->cells[r][i - 1];
	c->cells[r][0].story = story;
	c->cells[r][0].profile = p;
	c->cells[r][0].bytes = arena_held(p->doc->arena);
	for (size_t sum = 0; i < WAYS; i++) {
		sum += c->cells[r][i].bytes;
		if (sum > ROW_BYTES)
			evict(c, r, i);
	}
}

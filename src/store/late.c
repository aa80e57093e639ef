#include "late.h"

#include <stdlib.h>
#include <sys/random.h>

#define KEEP 4096 /* entries whose memory stays for the next transaction */

void late_free(struct late *l)
{
	free(l->entries);
	free(l->slots);
	*l = (struct late){0};
}

void late_clear(struct late *l)
{
	if (l->cap > KEEP) {
		late_free(l);
		return;
	}
	l->n = 0;
	if (l->slots != NULL)
		memset(l->slots, 0, l->nslots * sizeof(*l->slots));
}

/* Where it is, or would go.  Idents are hashes of what a feed says, who may choose
 * it so that they are alike: by a factor at random they are not (Dietzfelbinger et
 * al., 1997, "multiply-shift"). */
static uint32_t *slot_of(const struct late *l, int64_t feed, uint64_t ident)
{
	uint64_t key = ident + (uint64_t)feed * 0x9E3779B97F4A7C15u;
	size_t mask = l->nslots - 1, at = (size_t)((key * l->factor) >> __builtin_clzll(mask));

	while (l->slots[at] != 0) {
		const struct late_entry *e = &l->entries[l->slots[at] - 1];

		if (e->ident == ident && e->feed == feed)
			break;
		at = (at + 1) & mask;
	}
	return &l->slots[at];
}

static bool grow(struct late *l)
{
	size_t cap = l->cap > 0 ? 2 * l->cap : 256;
	struct late_entry *entries = realloc(l->entries, cap * sizeof(*entries));

	if (entries == NULL)
		return false;
	l->entries = entries;
	uint32_t *slots = calloc(2 * cap, sizeof(*slots));
	if (slots == NULL)
		return false;
	free(l->slots);
	if (l->factor == 0)
		(void)!getrandom(&l->factor, sizeof(l->factor), GRND_NONBLOCK);
	l->factor |= 1;
	l->slots = slots;
	l->nslots = 2 * cap;
	l->cap = cap;
	for (size_t i = 0; i < l->n; i++)
		*slot_of(l, entries[i].feed, entries[i].ident) = (uint32_t)i + 1;
	return true;
}

enum ct_err late_put(struct late *l, int64_t feed, uint64_t ident, const struct store_entry *e)
{
	if (l->n == l->cap && !grow(l))
		return CT_ENOMEM;
	uint32_t *slot = slot_of(l, feed, ident);
	if (*slot == 0)
		*slot = (uint32_t)++l->n;
	l->entries[*slot - 1] =
	    (struct late_entry){feed, ident, e != NULL ? *e : (struct store_entry){0}, e == NULL};
	return CT_OK;
}

const struct late_entry *late_find(const struct late *l, int64_t feed, uint64_t ident)
{
	uint32_t slot = l->n > 0 ? *slot_of(l, feed, ident) : 0;

	return slot != 0 ? &l->entries[slot - 1] : NULL;
}

static int in_order(const void *pa, const void *pb)
{
	const struct late_entry *a = pa, *b = pb;
	int64_t x = (int64_t)a->ident, y = (int64_t)b->ident; /* as SQLite sees them */

	if (a->feed != b->feed)
		return a->feed < b->feed ? -1 : 1;
	return (x > y) - (x < y);
}

void late_sort(struct late *l)
{
	if (l->n > 1)
		qsort(l->entries, l->n, sizeof(*l->entries), in_order);
}

/*
 * Entries of the open transaction, written at its commit in the order of their
 * table: thousands at a time touch each page of it once, one by one in the order
 * of their hashes nearly a page each.
 */
#ifndef LATE_H
#define LATE_H

#include "store.h"

struct late_entry {
	int64_t feed;
	uint64_t ident;
	struct store_entry entry;
	bool gone; /* deleted */
};

struct late {
	struct late_entry *entries;
	uint32_t *slots; /* index + 1; 0: free */
	size_t n, cap, nslots;
	uint64_t factor; /* odd, and nobody else's to know */
};

void late_free(struct late *l);
void late_clear(struct late *l);
/* CT_ENOMEM.  NULL: it is to be deleted. */
enum ct_err late_put(struct late *l, int64_t feed, uint64_t ident, const struct store_entry *e);
/* NULL: none.  Until the next call. */
const struct late_entry *late_find(const struct late *l, int64_t feed, uint64_t ident);
/* In the order of the table; nothing can be found before late_clear. */
void late_sort(struct late *l);

#endif

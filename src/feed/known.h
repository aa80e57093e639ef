/*
 * What is known of a document's entries from the last time: pairs of u64, little-endian,
 * ascending by the first: a hash of what an entry is made of (feed.h, made_of), and one
 * of what it says.  It may come from anybody: any bytes are such a list.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include <stdbool.h>

#include "buf.h"

void known_add(struct buf *list, uint64_t made_of, uint64_t content);
/* What stands beside made_of; 0: it does not. */
uint64_t known_content(struct view list, uint64_t made_of);

/* The same by what they say.  Zeroed but for the list, which must outlive it. */
struct known_contents {
	struct view list;
	uint64_t *sorted; /* NULL until the first question */
	size_t n;
};

/* Does one say this?  Sorts at the first question; then log n.  CT_ENOMEM. */
enum ct_err known_says(struct known_contents *k, uint64_t content, bool *found);
void known_free(struct known_contents *k);

#endif

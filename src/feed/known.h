/*
 * What is known of a document's entries from the last time: pairs of u64, little-endian,
 * ascending by the first: a hash of what an entry is made of (feed.h, made_of), and one
 * of what it says.  It may come from anybody: any bytes are such a list.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "buf.h"

void known_add(struct buf *list, uint64_t made_of, uint64_t content);
/* What stands beside made_of; 0: it does not. */
uint64_t known_content(struct view list, uint64_t made_of);
/* Does one say this? */
bool known_says(struct view list, uint64_t content);

#endif

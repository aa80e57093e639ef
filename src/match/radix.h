/* Sorting by 32-bit keys: what profiles and fingerprints do most. */
#ifndef RADIX_H
#define RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_item {
	uint32_t key, value;
};

/* Sorts by key, stable; scratch has room for n items. */
void radix_sort(struct radix_item *items, struct radix_item *scratch, size_t n);
/* The bits of a weight of 0 or more as a key that sorts the heaviest first. */
uint32_t radix_descending(float weight);

#endif

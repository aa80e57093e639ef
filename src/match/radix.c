/*
 * Four passes of counting sort over a byte each, no comparisons; few items are
 * sorted by insertion.
 */
#include "radix.h"

#include <string.h>

#define FEW 24

static void insertion(struct radix_item *items, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct radix_item x = items[i];
		size_t k = i;
		for (; k > 0 && items[k - 1].key > x.key; k--)
			items[k] = items[k - 1];
		items[k] = x;
	}
}

void radix_sort(struct radix_item *items, struct radix_item *scratch, size_t n)
{
	uint32_t counts[4][256] = {{0}};
	struct radix_item *from = items, *to = scratch;

	if (n <= FEW) {
		insertion(items, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		for (int b = 0; b < 4; b++)
			counts[b][(items[i].key >> (8 * b)) & 255]++;
	for (int b = 0; b < 4; b++) {
		uint32_t at = 0;
		for (int k = 0; k < 256; k++) {
			uint32_t c = counts[b][k];
			counts[b][k] = at;
			at += c;
		}
		for (size_t i = 0; i < n; i++)
			to[counts[b][(from[i].key >> (8 * b)) & 255]++] = from[i];
		struct radix_item *t = from;
		from = to;
		to = t;
	}
}

uint32_t radix_descending(float weight)
{
	uint32_t bits;

	memcpy(&bits, &weight, sizeof(bits));
	return ~bits; /* positive floats sort as their bits do */
}

/*
 * Passes of counting sort over a byte each, no comparisons, none for a byte that
 * all keys share; few items are sorted by insertion.
 */
#include "radix.h"

#include <string.h>

#define FEW 40

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

/* One pass by the byte from bit `shift` on. */
static void pass(const struct radix_item *from, struct radix_item *to, size_t n, unsigned shift)
{
	uint32_t counts[256] = {0}, at = 0;

	for (size_t i = 0; i < n; i++)
		counts[(from[i].key >> shift) & 255]++;
	for (int k = 0; k < 256; k++) {
		uint32_t c = counts[k];
		counts[k] = at;
		at += c;
	}
	for (size_t i = 0; i < n; i++)
		to[counts[(from[i].key >> shift) & 255]++] = from[i];
}

void radix_sort(struct radix_item *items, struct radix_item *scratch, size_t n)
{
	struct radix_item *from = items, *to = scratch;
	uint32_t differ = 0;

	if (n <= FEW) {
		insertion(items, n);
		return;
	}
	for (size_t i = 1; i < n; i++)
		differ |= items[i].key ^ items[0].key;
	for (unsigned shift = 0; shift < 32; shift += 8) {
		if ((differ >> shift & 255) == 0)
			continue;
		pass(from, to, n, shift);
		struct radix_item *t = from;
		from = to;
		to = t;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(*items));
}

uint32_t radix_descending(float weight)
{
	uint32_t bits;

	memcpy(&bits, &weight, sizeof(bits));
	return ~bits; /* positive floats sort as their bits do */
}

/*
 * Terms are hashes: one pass of counting sort by the first byte that differs
 * leaves one or two items a bucket, and insertion does the rest, in a third of
 * the instructions that four passes take.  Where many keys share that byte,
 * passes by each byte from the last one on, so that no keys are slow; few items
 * are sorted by insertion alone.
 */
#include "radix.h"

#include <stdbool.h>
#include <string.h>

#define FEW 40
#define CROWD 32 /* of one byte: more make insertion slow */

/* Sorts from into items; they may be the same. */
static void insertion(struct radix_item *items, const struct radix_item *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct radix_item x = from[i];
		size_t k = i;
		for (; k > 0 && items[k - 1].key > x.key; k--)
			items[k] = items[k - 1];
		items[k] = x;
	}
}

/* One pass by the byte from bit `shift` on, unless more than `crowd` share one. */
static bool pass(
    const struct radix_item *from, struct radix_item *to, size_t n, unsigned shift, uint32_t crowd)
{
	uint32_t counts[256] = {0}, at = 0, most = 0;

	for (size_t i = 0; i < n; i++)
		counts[(from[i].key >> shift) & 255]++;
	for (int k = 0; k < 256; k++) {
		uint32_t c = counts[k];
		most = c > most ? c : most;
		counts[k] = at;
		at += c;
	}
	if (most > crowd)
		return false;
	for (size_t i = 0; i < n; i++)
		to[counts[(from[i].key >> shift) & 255]++] = from[i];
	return true;
}

void radix_sort(struct radix_item *items, struct radix_item *scratch, size_t n)
{
	struct radix_item *from = items, *to = scratch;
	uint32_t differ = 0;

	if (n <= FEW) {
		insertion(items, items, n);
		return;
	}
	for (size_t i = 1; i < n; i++)
		differ |= items[i].key ^ items[0].key;
	if (differ == 0)
		return;
	unsigned high = 31 - (unsigned)__builtin_clz(differ);
	if (pass(items, scratch, n, high > 7 ? high - 7 : 0, CROWD)) {
		insertion(items, scratch, n);
		return;
	}
	for (unsigned shift = 0; shift < 32; shift += 8) {
		if ((differ >> shift & 255) == 0)
			continue;
		pass(from, to, n, shift, UINT32_MAX);
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

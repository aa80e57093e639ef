/* The built-in table of common English stems and numbers. */
#ifndef IDF_TABLE_H
#define IDF_TABLE_H

#include <stdint.h>

/* idf_table_data.c: upper 24 bits of the term, then round(-16 ln share); sorted;
 * the first term is no 0. */
extern const uint32_t idf_table_data[];
extern const uint32_t idf_table_size;
/* By the term's upper 12 bits, where its entries begin; one more closes the last. */
#define IDF_TABLE_ROWS 4096
extern const uint16_t idf_table_start[IDF_TABLE_ROWS + 1];

/* Past the last entry stand so many zeros, for one look at eight entries. */
#define IDF_TABLE_PAD 7

typedef uint32_t idf_table_four __attribute__((vector_size(16), aligned(4), may_alias));

/* Sixteenths of -ln of the share of stories that hold the term; -1: it is rare, or
 * unknown.  Terms are hashes: some five entries a row, mostly one look, and no
 * branch to guess wrong. */
static inline int idf_table_level(uint32_t term)
{
	uint32_t key = term & ~255u, row = term >> 20;
	idf_table_four found = {0};

	for (uint32_t i = idf_table_start[row]; i < idf_table_start[row + 1]; i += 8) {
		idf_table_four a = *(const idf_table_four *)(idf_table_data + i);
		idf_table_four b = *(const idf_table_four *)(idf_table_data + i + 4);
		found |= a & (idf_table_four)((a & ~255u) == key);
		found |= b & (idf_table_four)((b & ~255u) == key);
	}
	uint32_t entry = found[0] | found[1] | found[2] | found[3];
	return entry != 0 ? (int)(entry & 255) : -1;
}

#endif

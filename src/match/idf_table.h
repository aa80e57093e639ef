/* The built-in table of common English stems and numbers. */
#ifndef IDF_TABLE_H
#define IDF_TABLE_H

#include <stdint.h>

/* idf_table_data.c: upper 24 bits of the term, then round(-16 ln share); sorted. */
extern const uint32_t idf_table_data[];
extern const uint32_t idf_table_size;
/* By the term's upper 12 bits, where its entries begin; one more closes the last. */
#define IDF_TABLE_ROWS 4096
extern const uint16_t idf_table_start[IDF_TABLE_ROWS + 1];

/* Sixteenths of -ln of the share of stories that hold the term; -1: it is rare, or unknown. */
static inline int idf_table_level(uint32_t term)
{
	uint32_t key = term >> 8, row = term >> 20;

	/* Terms are hashes: some five entries a row. */
	for (uint32_t i = idf_table_start[row]; i < idf_table_start[row + 1]; i++)
		if (idf_table_data[i] >> 8 == key)
			return (int)(idf_table_data[i] & 255);
	return -1;
}

#endif

/* English stems that can stand for each other: generated from WordNet. */
#ifndef KIN_TABLE_H
#define KIN_TABLE_H

#include <stdint.h>

/* kin_table_data.c: the stems' terms, ascending; from kin_table_start[i] on those
 * that stem i is kin to, as indexes, the closest first. */
extern const uint32_t kin_table_size;
extern const uint32_t kin_table_terms[];
extern const uint32_t kin_table_start[];
extern const uint16_t kin_table_list[];
/* By the term's upper 10 bits, where its entries begin; one more closes the last. */
#define KIN_TABLE_ROWS 1024
extern const uint16_t kin_table_rows[KIN_TABLE_ROWS + 1];

#define KIN_TABLE_NONE UINT16_MAX

static inline uint16_t kin_table_find(uint32_t term)
{
	uint32_t row = term >> 22;

	for (uint32_t i = kin_table_rows[row]; i < kin_table_rows[row + 1]; i++)
		if (kin_table_terms[i] == term)
			return (uint16_t)i;
	return KIN_TABLE_NONE;
}

#endif

/* The built-in table of common English stems and of numbers. */
#ifndef IDF_TABLE_H
#define IDF_TABLE_H

#include "lang_table.h"

/* idf_table_data.c: round(-16 ln share) a term. */
extern const uint32_t idf_table_data[];
extern const uint32_t idf_table_size;
extern const uint16_t idf_table_start[LANG_TABLE_ROWS + 1];

/* Sixteenths of -ln of the share of stories that hold the term; -1: it is rare, or
 * unknown. */
static inline int idf_table_level(uint32_t term)
{
	uint32_t row = term >> 20;

	return lang_table_find(
	    idf_table_data, idf_table_start[row], idf_table_start[row + 1], term);
}

#endif

/* The built-in table of common English stems and numbers. */
#ifndef IDF_TABLE_H
#define IDF_TABLE_H

#include <stdint.h>

/* Sixteenths of -ln of the share of stories that hold the term; -1: it is rare, or unknown. */
int idf_table_level(uint32_t term);

/* idf_table_data.c: upper 24 bits of the term, then round(-16 ln share); sorted. */
extern const uint32_t idf_table_data[];
extern const uint32_t idf_table_size;

#endif

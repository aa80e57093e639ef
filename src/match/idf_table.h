/* The built-in tables of common stems and numbers: English, and the other languages. */
#ifndef IDF_TABLE_H
#define IDF_TABLE_H

#include <stdint.h>

#include "lang.h"

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

/* Entries are looked at eight at a time: terms are hashes, so that a row has few,
 * mostly one look is enough, and there is no branch to guess wrong. */
static inline int idf_table_find(const uint32_t *data, uint32_t from, uint32_t to, uint32_t term)
{
	uint32_t key = term & ~255u;
	idf_table_four found = {0};

	for (uint32_t i = from; i < to; i += 8) {
		idf_table_four a = *(const idf_table_four *)(data + i);
		idf_table_four b = *(const idf_table_four *)(data + i + 4);
		found |= a & (idf_table_four)((a & ~255u) == key);
		found |= b & (idf_table_four)((b & ~255u) == key);
	}
	uint32_t entry = found[0] | found[1] | found[2] | found[3];
	return entry != 0 ? (int)(entry & 255) : -1;
}

/* Sixteenths of -ln of the share of stories that hold the term; -1: it is rare, or
 * unknown. */
static inline int idf_table_level(uint32_t term)
{
	uint32_t row = term >> 20;

	return idf_table_find(idf_table_data, idf_table_start[row], idf_table_start[row + 1], term);
}

/* idf_lang_data.c: the same of all other languages, by term and language. */
extern const uint32_t idf_lang_data[];
extern const uint32_t idf_lang_start[IDF_TABLE_ROWS + 1];

static inline uint32_t idf_table_lang_key(uint32_t term, enum lang lang)
{
	return term ^ (uint32_t)lang * 0x9E3779B1u;
}

static inline int idf_table_lang_level(uint32_t term, enum lang lang)
{
	uint32_t key = idf_table_lang_key(term, lang), row = key >> 20;

	return idf_table_find(idf_lang_data, idf_lang_start[row], idf_lang_start[row + 1], key);
}

#endif

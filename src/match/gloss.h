/* Words of eleven languages that say one matter: "Brand", "incendio", "火灾" are a fire. */
#ifndef GLOSS_H
#define GLOSS_H

#include "lang_table.h"

/* As many matters as there can be; the first is 1. */
#define GLOSS_MATTERS 255

/* gloss_data.c: upper 24 bits as in idf_lang_data, lower 8 the matter; sorted. */
extern const uint32_t gloss_data[];
extern const uint16_t gloss_start[LANG_TABLE_ROWS + 1];

/* What the term says; 0: it is not listed. */
static inline unsigned gloss_matter(uint32_t term, enum lang lang)
{
	uint32_t key = lang_table_key(term, lang), row = key >> 20;
	int found = lang_table_find(gloss_data, gloss_start[row], gloss_start[row + 1], key);

	return found > 0 ? (unsigned)found : 0;
}

#endif

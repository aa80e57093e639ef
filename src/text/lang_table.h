/* Tables of terms with a byte each, and that of how common the words of a language are. */
#ifndef LANG_TABLE_H
#define LANG_TABLE_H

#include <stdint.h>

#include "lang.h"

/* A table's entries: upper 24 bits of the term, then its byte; sorted; the first term
 * is no 0.  Rows: by the term's upper 12 bits, where its entries begin; one more closes
 * the last. */
#define LANG_TABLE_ROWS 4096

/* Past the last entry stand so many zeros, for one look at eight entries. */
#define LANG_TABLE_PAD 7

typedef uint32_t lang_table_four __attribute__((vector_size(16), aligned(4), may_alias));

/* The byte, or -1.  Entries are looked at eight at a time: terms are hashes, so that a
 * row has few, mostly one look is enough, and there is no branch to guess wrong. */
static inline int lang_table_find(const uint32_t *data, uint32_t from, uint32_t to, uint32_t term)
{
	uint32_t key = term & ~255u;
	lang_table_four found = {0};

	for (uint32_t i = from; i < to; i += 8) {
		lang_table_four a = *(const lang_table_four *)(data + i);
		lang_table_four b = *(const lang_table_four *)(data + i + 4);
		found |= a & (lang_table_four)((a & ~255u) == key);
		found |= b & (lang_table_four)((b & ~255u) == key);
	}
	uint32_t entry = found[0] | found[1] | found[2] | found[3];
	return entry != 0 ? (int)(entry & 255) : -1;
}

/* lang_table_data.c: round(-16 ln share) of the stories of all languages but English
 * that hold a term, by term and language. */
extern const uint32_t lang_table_data[];
extern const uint32_t lang_table_start[LANG_TABLE_ROWS + 1];

static inline uint32_t lang_table_key(uint32_t term, enum lang lang)
{
	return term ^ (uint32_t)lang * 0x9E3779B1u;
}

/* Sixteenths of -ln of the share of stories that hold the term; -1: it is rare, or
 * unknown. */
static inline int lang_table_level(uint32_t term, enum lang lang)
{
	uint32_t key = lang_table_key(term, lang), row = key >> 20;

	return lang_table_find(
	    lang_table_data, lang_table_start[row], lang_table_start[row + 1], key);
}

#endif

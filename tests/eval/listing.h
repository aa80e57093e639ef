/* Tables of terms that are written as code: for the tools that count words. */
#ifndef LISTING_H
#define LISTING_H

#include <stddef.h>

#include "normalizer.h"

/* A word of a list as a story's would be read.  Valid until the next call. */
const struct word *listing_word(struct normalizer *z, enum lang lang, struct view word);
/* The term of two characters of Chinese or Japanese; of one, where the second is 0. */
uint32_t listing_pair(uint32_t first, uint32_t second);
bool listing_is_katakana(uint32_t cp);
/* The term of a word of katakana. */
uint32_t listing_katakana(struct view word);

/* "2026-11-22" */
const char *listing_today(void);
int listing_by_value(const void *a, const void *b);
/* Numbers, each as `format` says, so many a line. */
void listing_numbers(const uint32_t *v, size_t n, const char *format, size_t a_line);
/* NAME_data and NAME_start, as lang_table.h tells; entries ascend. */
void listing_table(const char *name, const uint32_t *entries, size_t n, const char *start_type);

#endif

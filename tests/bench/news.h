/*
 * News for measurements, the same on every machine: Zipf vocabulary, events
 * that several outlets tell with the same names, words and numbers, among them
 * copies and rewrites, and quotes.  About 3 KB a story.
 */
#ifndef NEWS_H
#define NEWS_H

#include "view.h"

struct news;

struct news *news_new(uint64_t seed);
void news_free(struct news *n);
/* The next story of the stream; its bytes live until the next call. */
const struct ct_story *news_next(struct news *n);
/* Keys as a next story's fingerprint would have them, thirty times as fast as the
 * story with its text: for stores of ten million.  Returns how many. */
#define NEWS_KEYS_MAX 128
size_t news_next_keys(struct news *n, uint32_t *keys);

#endif

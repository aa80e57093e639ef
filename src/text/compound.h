/* Numbers that German and Italian write as one word: "dreihundertfünfzig", "duemila". */
#ifndef COMPOUND_H
#define COMPOUND_H

#include <stdbool.h>
#include <stddef.h>

/* The number word p[0..n), or 0; *factor: it multiplies. */
typedef double compound_word_fn(const void *ctx, const char *p, size_t n, bool *factor);

/* The number that the word of n folded bytes is put together from; 0: it is none. */
double compound_number(const char *p, size_t n, compound_word_fn *word, const void *ctx);

#endif

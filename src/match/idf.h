/*
 * How much a term says: the rarer, the more.  A built-in table of common words
 * serves the cold start; counts learned as stories arrive take over.  Bounded:
 * a sketch of 2 MiB, halved now and then, so that it follows the news.
 */
#ifndef IDF_H
#define IDF_H

#include "buf.h"
#include "doc.h"

struct idf;

struct idf *idf_new(void);
void idf_free(struct idf *f);
/* A story came: its terms, each once. */
void idf_learn(struct idf *f, const uint32_t *terms, size_t n);
/* Weight of a token's term, 0 (everywhere) to about 11 (never seen). */
float idf_weight(const struct idf *f, const struct doc_token *t, enum lang lang);
/* The same from the built-in table alone: the same for ever. */
float idf_builtin(const struct doc_token *t, enum lang lang);
void idf_save(const struct idf *f, struct buf *out);
enum ct_err idf_load(struct idf *f, struct cursor *c);

#endif

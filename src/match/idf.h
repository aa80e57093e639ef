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
/* A story came: its terms, each once, and that they were all. */
void idf_learn_term(struct idf *f, uint32_t term);
void idf_learn_story(struct idf *f);
/* Weight of a token's term, 0 (everywhere) to about 11 (never seen), in two
 * steps: the level never changes, the weight does. */
uint8_t idf_level(const struct doc_token *t, enum lang lang);
float idf_weight_at(const struct idf *f, uint32_t term, uint8_t level);
/* The same, where what the few stories of one event repeat stays as rare as it was. */
float idf_rarity_at(const struct idf *f, uint32_t term, uint8_t level);
/* The term will be weighed soon: its counts are fetched meanwhile. */
void idf_expect(const struct idf *f, uint32_t term);
/* The same from the built-in table alone: the same for ever. */
float idf_builtin(const struct doc_token *t, enum lang lang);
float idf_of_level(uint8_t level);
void idf_save(const struct idf *f, struct buf *out);
enum ct_err idf_load(struct idf *f, struct cursor *c);

#endif

/*
 * A doc is a story normalized for matching: sentences of tokens, with stems,
 * numbers as values, names and quotes marked, direct speech masked.
 */
#ifndef DOC_H
#define DOC_H

#include "view.h"

struct doc;

/* Normalizes; *out owns all it needs (the story's bytes may go) and is freed
 * with doc_free.  Text past an inner limit is ignored, never an error. */
enum ct_err doc_make(const struct ct_story *s, struct doc **out);
void doc_free(struct doc *d);

#endif

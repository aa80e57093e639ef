/* What evidence quotes of two docs: written with it, or later. */
#ifndef EVIDENCE_TEXT_H
#define EVIDENCE_TEXT_H

#include "doc.h"
#include "emit.h"

/* All of it stays under 64 KiB. */
#define EVIDENCE_SENTENCES_BYTES (36u << 10) /* no further sentence is written past this */
#define EVIDENCE_NEW_BYTES (58u << 10)

struct evidence_span {
	size_t first, n; /* sentences */
};

/* The keys "text", "earlier_text" and "shared" of sentences that face each other.
 * b may be NULL; spans past a doc's end are empty. */
void evidence_text_pair(struct emit *j, const struct doc *a, struct evidence_span in_a,
    const struct doc *b, struct evidence_span in_b);
/* Whether both have a word that is none of grammar. */
bool evidence_text_shares(
    const struct doc *a, struct evidence_span in_a, const struct doc *b, struct evidence_span in_b);
/* A sentence as a bare value. */
void evidence_text_sentence(struct emit *j, const struct doc *d, size_t i);

#endif

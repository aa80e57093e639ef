/* Names of several words, which are kept or lost as one. */
#ifndef NAMING_H
#define NAMING_H

#include "facts.h"

/* A number, or all words of a name that stand together. */
struct naming_unit {
	struct doc_span at;
	bool number;
	enum facts_state state; /* FACTS_LOST: so is what tells it; the rest may be kept */
};
/* The next one of what is left of a sentence, which begins behind it then; false: none. */
bool naming_next(
    const struct doc *d, const uint8_t *state, struct doc_span *rest, struct naming_unit *out);
/* Makes one of the states of each name's words: what is LOST of a name that the other story
 * has is PART, or NEAR where it has it in initials.  Both are weighed. */
void naming_settle(
    const struct profile *story, uint8_t *a, const struct profile *earlier, uint8_t *b);

#endif

/*
 * Numbers and names of two stories: which were kept, changed, added.  What
 * tells a copy (it keeps them) from a form filled in anew (it changes them).
 */
#ifndef FACTS_H
#define FACTS_H

#include "align.h"

enum facts_state {
	FACTS_NONE, /* the token is no fact */
	FACTS_KEPT, /* the other story has it */
	FACTS_NEAR, /* the other has one spelled alike, or the number rounded */
	FACTS_LOST, /* the other story lacks it */
	FACTS_PART, /* so it is, but the rest of the name is there (naming.h) */
};

struct facts {
	uint8_t *a, *b; /* enum facts_state, one a token of each doc */
	struct {
		float kept, all; /* weights */
	} numbers_a, numbers_b, names_a, names_b;
	/* Inside aligned blocks: facts that both sides have, and facts of one side
	 * that meet another fact of the other side. */
	float numbers_agree, numbers_clash, names_agree, names_clash;
	/* Weight of the longest common sequence of facts (each at its first place),
	 * and of all facts of either side. */
	float sequence, sequence_a, sequence_b;
	/* Inside aligned blocks: weights of facts and rare words, and of all other
	 * words; what both sides share of them, and all there is on both sides. */
	float facts_shared, facts_all, words_shared, words_all;
};

enum ct_err facts_make(struct arena *a, const struct profile *story, const struct profile *earlier,
    const struct align *al, struct facts *out);
/* True where the token is a number or a name that counts. */
bool facts_is(const struct doc_token *t);

#endif

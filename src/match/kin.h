/* Words of two stories that are not the same and say the same. */
#ifndef KIN_H
#define KIN_H

#include "arena.h"
#include "profile.h"

/* A term of the story, one of the earlier, neither of which the other has. */
struct kin_link {
	uint32_t a, b; /* indexes into profile.terms */
};

struct kin {
	struct kin_link *links; /* each term in one at most */
	size_t n;
};

/* Of two weighed profiles of one language.  CT_ENOMEM: the arena is full. */
enum ct_err kin_make(
    struct arena *a, const struct profile *story, const struct profile *earlier, struct kin *out);

#define KIN_NONE UINT16_MAX /* a place that is none */
/* What a token's term is compared by. */
struct kin_word kin_word_of(const struct doc *d, const struct doc_token *t);

#endif

/*
 * Families: an original and what was derived from it, as the store's rows tell.
 *
 * A row names the first of its family as it was known when the story came.  Where
 * that one turns out to derive from another, only its own row is written again,
 * so that the first is found step by step, past links that are sure:
 *
 *	story 9, family 4   story 4, family 2, score .98   story 2, family 2
 *	                                                   the first is 2
 */
#ifndef KINSHIP_H
#define KINSHIP_H

#include "candidates.h"
#include "store.h"

/* A candidates_kin_fn; ctx is a struct store. */
enum ct_err kinship_of(void *ctx, uint32_t n, struct candidates_kin *out);
/* The family's first that is still there.  CT_EINVAL: the story is not. */
enum ct_err kinship_first(struct store *st, int64_t story, int64_t *first);

#endif

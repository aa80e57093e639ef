/*
 * Merges neighbouring segments' bytes, in order, into one segment; story numbers
 * below `from` are left out (pruned).  In steps, so that neither a long pause nor
 * a large buffer is needed: each gives about `want` further bytes of the new
 * segment, which live until the next step.  The segments' bytes must stay until
 * index_merger_free.
 */
#ifndef INDEX_MERGER_H
#define INDEX_MERGER_H

#include "buf.h"

struct index_merger;

struct index_merger *index_merger_new(const struct view *segments, size_t n, uint32_t from);
void index_merger_free(struct index_merger *m);
/* CT_EINVAL where a segment's bytes are damaged, or they are no neighbours. */
enum ct_err index_merger_step(struct index_merger *m, size_t want, struct view *bytes, bool *done);

#endif

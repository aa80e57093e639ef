/* What a person needs to check a verdict, as one JSON object. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "buf.h"
#include "decide.h"

/* match may be NULL: nothing to compare with.  Scratch is used freely. */
enum ct_err evidence_write(struct arena *scratch, const struct profile *story,
    const struct verify *match, const struct decision *d, struct buf *out);

#endif

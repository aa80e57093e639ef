/* What a person needs to check a verdict, as one JSON object. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "buf.h"
#include "decide.h"

/*
 * Writes {"reasons","verbatim","coverage","sentences","numbers","names",
 * "quotes","new"}, all keys always, under 64 KiB however long the stories.
 * d->match may be NULL: nothing to compare with.  Of a story that is new and
 * scored low only the reasons are told, in under 300 bytes, and the lists are empty,
 * unless the two were asked for.
 *
 * kept: the same for the store, a twentieth as long, without what stands in the
 * stories (evidence_restore.h makes it whole).
 */
enum ct_err evidence_write(struct arena *scratch, const struct profile *story,
    const struct decision *d, struct buf *out, struct buf *kept);

#endif

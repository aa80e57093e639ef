/*
 * Match and decide: an entry's verdict, by the earlier version of it, by a story that has
 * its very body, or by what the judge finds; and the cluster and family that follow.
 */
#ifndef RULING_H
#define RULING_H

#include "taking.h"

/* Fills in t->row's verdict, score, kin and evidence, and d->judgement, whose views row
 * has; t->id, where it is another entry than its idents say.  The judge must be open. */
enum ct_err ruling_make(struct desk *d, struct taking *t);

#endif

/* A judged story told: its alert made and queued for each sink that wants it. */
#ifndef ANNOUNCE_H
#define ANNOUNCE_H

#include "taking.h"

/* row: t's, as it was inserted, its evidence too, or another that t corrects; was: the
 * verdict that it had then, else NULL.  Nothing where t is quiet; t->out.alerts counts.
 * d->earlier is scratch. */
enum ct_err announce_row(
    struct desk *d, struct taking *t, const struct store_story *row, const enum ct_verdict *was);

#endif

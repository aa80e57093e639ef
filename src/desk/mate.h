/*
 * A second thread that lends a hand (lanes.h): what is handed to mate_each is done by
 * the caller and by it, side by side; what mate_start names, by it alone if it can.
 * It sleeps while there is nothing to do.
 */
#ifndef MATE_H
#define MATE_H

#include "lanes.h"

struct mate;

/* NULL where there is one processor only, or no thread to be had. */
struct mate *mate_new(void);
void mate_free(struct mate *m);
/* What the caller of one thread, always the same, may use; m may be NULL. */
struct lanes mate_lanes(struct mate *m);

#endif

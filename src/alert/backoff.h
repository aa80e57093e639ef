/* When a delivery that failed is tried again: a pure function. */
#ifndef BACKOFF_H
#define BACKOFF_H

#include <stdint.h>

/* Seconds to wait after the `tries`th try failed (1 is the first): 30 s, 2 min,
 * 10 min, 30 min, 1 h, 2 h, 4 h, then 6 h each, less up to a fifth that `salt`
 * (the delivery's id) decides, so that what failed together is not tried again
 * together.  asked: seconds that the receiver asked for (sinks_wait), or 0;
 * heeded up to 6 h. */
int64_t backoff_seconds(int64_t tries, uint64_t salt, int64_t asked);

#endif

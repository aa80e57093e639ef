/* Numbers with units, as people write them: "1h30m", "16M", "7". */
#ifndef UNITS_H
#define UNITS_H

#include "buf.h"
#include "view.h"

/* One letter each, larger ones first; one without a name closes the list. */
struct units {
	const char *name;
	int64_t n;
};

extern const struct units units_seconds[], units_bytes[], units_none[];

/* A sum of numbers with units, each unit at most once and larger ones first; a bare number
 * counts in the smallest.  false: it is none, or too large. */
bool units_read(struct view v, const struct units *units, int64_t *out);
/* v, not negative, in the largest unit that it is a multiple of. */
void units_add(struct buf *out, int64_t v, const struct units *units);
/* Digits from *at on; false where there are none or too many. */
bool units_digits(struct view v, size_t *at, int64_t *out);

#endif

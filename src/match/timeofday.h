/* Times of day in a text: "11.40 p.m.", "23:40", "23.40 Uhr", "23 h 40", "午後11時40分". */
#ifndef TIMEOFDAY_H
#define TIMEOFDAY_H

#include "doc.h"

struct timeofday {
	unsigned minutes; /* since noon or midnight: languages tell them apart elsewhere */
	size_t end;       /* bytes into doc.text */
};

/* Is the doc's token i, a number, one?  *out is set where it is. */
bool timeofday_read(const struct doc *d, size_t i, struct timeofday *out);

#endif

/* Numbers that are written in several tokens: "12 400", "twenty-one". */
#ifndef AMOUNT_H
#define AMOUNT_H

#include "doc.h"

struct amount {
	double value; /* 0: not known; of a time of day its minutes */
	bool time;
	bool half; /* of such a time: it may be twelve hours later, as its language tells it */
};

/* How many tokens from i on, a number, and before `end`, tell one number: mostly 1. */
size_t amount_read(const struct doc *d, size_t i, size_t end, struct amount *out);
bool amount_same(const struct amount *a, const struct amount *b);

#endif

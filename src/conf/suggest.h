/* "Did you mean": the word of a list that is nearest to a mistyped one. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include "view.h"

/* Keeps the nearest of the words offered; zeroed but for `wrong` at first. */
struct suggest {
	struct view wrong;
	const char *best; /* NULL: none is near */
	unsigned distance;
};

void suggest_offer(struct suggest *s, const char *word);

#endif

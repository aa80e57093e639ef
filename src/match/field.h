/* The candidates of a story, compared with it, and what follows. */
#ifndef FIELD_H
#define FIELD_H

#include "candidates.h"
#include "decide.h"
#include "judge.h"

struct field {
	struct profile *story;
	int64_t told;
	struct verify v[CANDIDATES_MAX];
	size_t n;
	double hope;              /* the likeliest of them, to be its original or of its event */
	struct decision decision; /* points into v */
};

/* Compares the story, which is weighed, with as many as it takes. */
enum ct_err field_compare(struct judge *j, struct field *f, struct candidates *c);
/* With one, which is weighed; number: its own, or 0. */
enum ct_err field_pair(struct judge *j, struct field *f, struct profile *earlier, uint32_t number);

#endif

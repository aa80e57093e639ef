/* The candidates of a story, compared with it. */
#ifndef FIELD_H
#define FIELD_H

#include "candidates.h"
#include "judge.h"
#include "verify.h"

struct field {
	struct profile *story;
	int64_t told;
	struct verify v[CANDIDATES_MAX];
	size_t n;
	double hope; /* the likeliest of them, to be its original or of its event */
};

/* Compares the story, which is weighed, with as many as it takes: fills v. */
enum ct_err field_compare(struct judge *j, struct field *f, struct candidates *c);

#endif

/*
 * Stories, a JSON object a line, made ready for judging on a thread of their own:
 * what a line says, its fingerprint and its profile depend on the line alone, so that
 * they are made while an earlier story is judged.  Lines come out in their order, and
 * are the same however the threads ran.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include <stdio.h>

#include "fingerprint.h"
#include "profile.h"
#include "story.h"

struct intake;

struct intake_line {
	size_t number;     /* from 1 */
	const char *wrong; /* why it is no story, or NULL: then all else is meant */
	enum ct_err err;   /* of making it ready */
	struct item item;
	struct fingerprint fp;
	struct profile *profile; /* may be taken, and NULL left */
};

/* Begins to read f, which stays the caller's.  NULL without memory or thread. */
struct intake *intake_new(FILE *f);
/* Is there a next line, or the end?  Waits for either so many milliseconds. */
bool intake_ready(struct intake *in, long ms);
/* The next line that is not blank, valid until the next call; NULL: there is none. */
struct intake_line *intake_next(struct intake *in);
/* The one after that, where it is ready; until intake_next. */
const struct intake_line *intake_ahead(struct intake *in);
/* After the last line: why there was no more to read; 0: the file ended. */
int intake_errno(const struct intake *in);
/* After the last line. */
void intake_free(struct intake *in);

#endif

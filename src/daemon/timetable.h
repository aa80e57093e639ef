/*
 * When each feed is due: pure, no clock.  A binary heap over slots 0..n-1; a
 * simulated week runs in a second.
 */
#ifndef TIMETABLE_H
#define TIMETABLE_H

#include <stdbool.h>

#include "copytaster.h"

#define TIMETABLE_NEVER INT64_MAX

struct timetable;

struct timetable *timetable_new(size_t slots); /* all never due; NULL without memory */
void timetable_free(struct timetable *t);
/* Slot is due at `at` (seconds; TIMETABLE_NEVER takes it out). */
void timetable_set(struct timetable *t, size_t slot, int64_t at);
/* Takes out and gives the slot that has been due longest, or SIZE_MAX. */
size_t timetable_take(struct timetable *t, int64_t now);
/* When the next slot is due, or TIMETABLE_NEVER. */
int64_t timetable_next(const struct timetable *t);

#endif

/* What dates are made of, read from the left: digits, marks, offsets. */
#ifndef DATESCAN_H
#define DATESCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "ascii.h"
#include "view.h"

struct datefields {
	int year, month, day, hour, minute, second; /* -1: not seen */
	int east;                                   /* minutes */
	int half;                                   /* -1, 0 a.m., 12 p.m. */
	bool zone;
	bool early; /* the month came before any number: "mar." may be a Tuesday */
	bool bad;   /* two years */
};

struct datescan {
	const char *p, *end;
};

#define DATEFIELDS_NONE ((struct datefields){-1, -1, -1, -1, -1, -1, 0, -1, false, false, false})

/* A run of digits; its length in *n.  Values past fourteen digits are -1. */
int64_t datescan_number(struct datescan *s, size_t *n);
/* Two digits, exactly. */
bool datescan_two(struct datescan *s, int *value);
/* The next byte, if it is one of these. */
bool datescan_accept(struct datescan *s, const char *any_of);
void datescan_fraction(struct datescan *s);
void datescan_blanks(struct datescan *s);
/* "+01:00", "+0100", "-5", "+05:30:00"; stands on the sign. */
bool datescan_offset(struct datescan *s, struct datefields *f);
/* Seconds since 1970, or CT_TIME_UNKNOWN. */
int64_t datescan_finish(const struct datefields *f);

#endif

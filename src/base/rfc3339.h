/* RFC 3339 times in UTC, and the civil calendar under them; no locale, no zone database. */
#ifndef RFC3339_H
#define RFC3339_H

#include <stdint.h>

#include "view.h"

#define RFC3339_SIZE 32

/* "2026-11-22T04:40:56Z" into out; returns out.  Years outside 0..9999 are clamped. */
char *rfc3339_format(int64_t t, char out[RFC3339_SIZE]);
/* Seconds since 1970 of a full RFC 3339 date-time (any offset, fraction dropped)
 * or a bare date (midnight UTC); CT_TIME_UNKNOWN where v is neither. */
int64_t rfc3339_parse(struct view v);
/* Seconds since 1970 UTC of a proleptic Gregorian date and time; month and day
 * count from 1.  CT_TIME_UNKNOWN where a field is out of range; second 60 (a
 * leap second) is the next second. */
int64_t rfc3339_civil(int year, int month, int day, int hour, int minute, int second);

#endif

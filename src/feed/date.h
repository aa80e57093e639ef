/*
 * Dates as feeds write them: RFC 822 in all its misuse, RFC 3339 and W3CDTF
 * with parts missing, asctime, numeric forms, month names in English, German,
 * French, Spanish, Portuguese, Italian, Russian, Ukrainian, Arabic, Chinese
 * and Japanese.
 *
 *	"Sat, 7 Sep 02 00:00:01 EST"  "2003-12"  "5 août 2024 14:30"  "2024年1月5日"
 */
#ifndef DATE_H
#define DATE_H

#include <stdint.h>

#include "view.h"

/* Seconds since 1970 UTC, or CT_TIME_UNKNOWN.  Without a zone: UTC; without a
 * time: midnight; without day or month: the first; two-digit years are 1990 to
 * 2089. */
int64_t date_parse(struct view v);

#endif

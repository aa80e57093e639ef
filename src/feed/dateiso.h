/* ISO 8601 and W3CDTF, strictly by position, with parts missing or run together. */
#ifndef DATEISO_H
#define DATEISO_H

#include "datescan.h"

/* All of s; CT_TIME_UNKNOWN where it is something else. */
int64_t dateiso_parse(struct datescan s);

#endif

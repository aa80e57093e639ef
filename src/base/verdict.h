/* What verdicts have in common. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>

#include "copytaster.h"

/* Is a story with this verdict derived from an earlier one? */
static inline bool verdict_is_copy(enum ct_verdict v)
{
	return v == CT_REPUBLISHED || v == CT_REWRITTEN;
}

#endif

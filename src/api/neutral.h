/*
 * While Jansson reads, the thread's locale is "C": it takes the caller's decimal
 * point for one byte, and ends the process where that is longer (ps_AF).
 */
#ifndef NEUTRAL_H
#define NEUTRAL_H

#include <locale.h>

struct neutral {
	locale_t c, before;
};

/* Never fails: without memory all stays as it was. */
struct neutral neutral_begin(void);
void neutral_end(struct neutral n);

#endif

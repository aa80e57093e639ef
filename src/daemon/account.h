/*
 * The account of a poll: what its end makes of the feed's row (times, validators, moves,
 * rhythm, failures), and when it is polled next.  Pure.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "report.h"

/* r->row, as it was before the poll but for what the document changed, as it is after.
 * May say more of r->health and r->error. */
void account_write(struct report *r);

#endif

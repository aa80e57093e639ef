/*
 * Polls that brought nothing: times and counts, written many together.  Nine
 * polls of ten are such; each by itself would wake the clerk and be a commit.
 * What is not written yet when the machine dies is asked for once more.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "clerk.h"

struct ledger;

struct ledger_hooks {
	void *ctx;
	void (*written)(void *ctx, enum ct_err err, bool full); /* and none is under way */
};

struct ledger *ledger_new(struct loop *l, struct clerk *c, const struct ledger_hooks *hooks);
void ledger_free(struct ledger *g); /* nothing may be under way in the clerk any more */

/* To be written within a second, or when there are many. */
void ledger_add(struct ledger *g, const struct store_feed *row);
/* Hands all to the clerk, before whatever is handed to it next. */
void ledger_flush(struct ledger *g);
/* Is anything not written yet? */
bool ledger_busy(const struct ledger *g);

#endif

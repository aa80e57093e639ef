/* Phrases that stand in articles all over the web and belong to none. */
#ifndef STOCK_H
#define STOCK_H

#include "view.h"

/* Is this paragraph (plain text, blanks collapsed) such a phrase?  brief: it is
 * a line or less. */
bool stock_is(struct view text, bool brief);

#endif

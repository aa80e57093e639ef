/* Is the page that an entry links to worth fetching, and is what was found there it? */
#ifndef FULLTEXT_H
#define FULLTEXT_H

#include "story.h"

/* It links to a page, and has no more than the beginning of its text, or little. */
bool fulltext_wanted(const struct item *entry);
/* The page's article says more than the entry does, and what the entry does: it is
 * no consent form, front page or other story.  CT_ENOMEM. */
enum ct_err fulltext_better(const struct item *entry, const struct ct_story *page, bool *better);

#endif

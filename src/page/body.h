/* Which of a page's blocks are its article. */
#ifndef BODY_H
#define BODY_H

#include "block.h"

/* Says what is away in t, and which blocks to keep; title is none of the text.
 * There may be none to keep.  CT_ENOMEM. */
enum ct_err body_find(struct tree *t, struct arena *a, struct view title, struct block_list *out);

#endif

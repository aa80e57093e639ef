/* The end of an alert file, as a crash may have left it. */
#ifndef TAIL_H
#define TAIL_H

#include "recent.h"

#define TAIL_BYTES (4 << 20) /* read back at most */

/* Cuts off a last line that lacks its newline (its delivery was never told done,
 * so it comes again) and adds the ids of the whole lines to r (may be NULL).
 * *size becomes the file's size.  A torn end that is no alert's is left alone.
 * NULL, or why it failed. */
const char *tail_repair(int fd, struct recent *r, int64_t *size);

#endif

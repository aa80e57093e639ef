/*
 * The paths that the daemon confines itself to (landlock.h), by its
 * configuration:
 *
 *	read      the system's libraries and tables; the directories that the
 *	          configuration, secrets and certificates lie in (a file that is
 *	          replaced is another file: only its directory covers both)
 *	append    the directories of alert files
 *	write     the store's directory
 *	sockets   the control socket's directory
 *	execute   the worker, and what starts programs (ld.so)
 *
 * A fence is put up once, at the start, and never moved: a new configuration
 * that needs more is refused.
 */
#ifndef FENCE_H
#define FENCE_H

#include <stdbool.h>

#include "conf.h"

struct fence;

/* Confines this thread and all that it starts.  worker: its path.  *told says
 * what was done, or why nothing was, in a line for the log.  NULL: nothing was. */
struct fence *fence_put_up(const struct conf *c, const char *worker, char told[256]);
void fence_free(struct fence *f);
/* Does c keep within the fence?  Else a line for each thing that does not is
 * added to errors.  NULL admits everything. */
bool fence_admits(const struct fence *f, const struct conf *c, struct buf *errors);

#endif

/* Closes the door behind a worker: no new privileges, rlimits, seccomp. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>

#include "copytaster.h"

/*
 * From here on this process may read descriptor 0, write descriptors 0 and 2,
 * allocate, and end; anything else kills it with SIGSYS.  memory: bytes of
 * address space, 0 for no limit.  CT_EIO: *what_failed is a static string, and
 * the door may be half closed: the process must do nothing more than say so.
 */
enum ct_err sandbox_enter(size_t memory, const char **what_failed);

#endif

/* Closes the door behind a worker: no new privileges, rlimits, seccomp. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>

#include "copytaster.h"

/* From here on this process may read and write descriptors that are open,
 * allocate, and end; anything else kills it.  memory: bytes of address space. */
enum ct_err sandbox_enter(size_t memory, const char **what_failed);

#endif

/* What a reload cannot change. */
#ifndef RESTART_H
#define RESTART_H

#include "conf.h"

/* Options that differ and are read at the start only, for the log; NULL: none. */
const char *restart_needed(const struct conf *old, const struct conf *new);

#endif

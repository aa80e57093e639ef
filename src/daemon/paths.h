/* Where the daemon's helper programs are. */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>

#define PATHS_MAX 4096

/* The program as configured; else name beside this program; else in the
 * directory that it was installed to.  False where there is none. */
bool paths_program(const char *configured, const char *name, char out[PATHS_MAX]);

#endif

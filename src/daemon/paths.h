/* Where the daemon's helper programs are. */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>

#define PATHS_MAX 4096

/* The program as configured; else beside this program, as it is built; else in
 * ../libexec/copytaster, as it is installed.  False where there is none. */
bool paths_program(const char *configured, const char *name, char out[PATHS_MAX]);

#endif

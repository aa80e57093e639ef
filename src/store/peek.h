/* A look at a file before SQLite touches it: is it our store? */
#ifndef PEEK_H
#define PEEK_H

#include "copytaster.h"

/* Reads the header only, writes nothing.  CT_OK: ours, or not there, or empty.
 * Otherwise *why is a message (malloc'd, or NULL without memory). */
enum ct_err peek_file(const char *path, char **why);

#endif

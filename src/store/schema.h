#ifndef SCHEMA_H
#define SCHEMA_H

#include <sqlite3.h>
#include <stddef.h>

#define SCHEMA_APPLICATION 0x43707473 /* "Cpts", in the file's header */

/* Steps to each version from the one before: schema_steps[0] makes version 1. */
extern const char *const schema_steps[];
extern const size_t schema_nsteps;

/* Brings an open database to version nsteps, each step in a transaction of its
 * own; SQLite's result. */
int schema_migrate(sqlite3 *db, const char *const *steps, size_t nsteps);

#endif

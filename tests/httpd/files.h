/* The files below the root, their versions, and what may stand beside them. */
#ifndef FILES_H
#define FILES_H

#include <time.h>

#include "reply.h"

/* How often a path was asked for, and which of its versions was served last. */
struct counter {
	char *path;
	unsigned n, version;
};

/* The counter of a path, made where there is none yet; NULL without memory. */
struct counter *files_counter(struct server *sv, const char *path);
void files_forget(struct server *sv);
/* File F, or its next version F.1, F.2, ...; false where there is none. */
bool files_read(
    const struct server *sv, const char *path, struct counter *c, struct buf *out, time_t *mtime);
/* Appends "&" and the query that the file F.how holds, if there is one. */
void files_how(const struct server *sv, const char *path, struct buf *query);
/* A content type, by the ending of the name. */
const char *files_type(const char *path);

#endif

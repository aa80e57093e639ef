/* Reads configuration text, what it includes and OPML lists into a draft. */
#ifndef GATHER_H
#define GATHER_H

#include "draft.h"

/* path and all that it names, OPML lists last; errors go into the draft. */
void gather_file(struct draft *d, const char *path);
/* The same without the OPML lists.  false: path itself cannot be read. */
bool gather_settings(struct draft *d, const char *path);
/* From memory; include and opml are errors, relative paths stay. */
void gather_text(struct draft *d, struct view text, const char *name);

#endif

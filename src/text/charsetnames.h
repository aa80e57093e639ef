/* Labels of character sets, and the names by which iconv knows them. */
#ifndef CHARSETNAMES_H
#define CHARSETNAMES_H

#include "charset.h"

/* The name to open, for a label as documents and servers write it.  Without
 * files only sets that charset_preload keeps.  False where nothing reads it. */
bool charsetnames_find(struct view label, bool files, char out[CHARSET_NAME]);
/* Names of the sets that charset_preload keeps; their number. */
size_t charsetnames_loaded(const char *const **names);

#endif

/* Text from feeds made fit for a terminal, and measured in its columns. */
#ifndef PLAIN_H
#define PLAIN_H

#include <jansson.h>

#include "buf.h"

/* Columns that printable text takes: 2 a wide character, 0 a combining one. */
size_t plain_columns(struct view v);
/* The longest prefix of at most so many columns, at least one character. */
struct view plain_prefix(struct view v, size_t columns);
/* v on one line, printable, cut to so many columns with "…" where it is longer,
 * and filled with blanks to so many where fill. */
void plain_cell(struct buf *out, struct view v, size_t columns, bool fill);
/* The string under that key, printable; empty where it is absent or null. */
void plain_add_key(struct buf *out, const json_t *o, const char *key);
/* That string as it is (borrowed): for further use, not for printing. */
struct view plain_raw(const json_t *o, const char *key);

#endif

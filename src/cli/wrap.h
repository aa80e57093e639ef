/*
 * Breaks text into lines of a column, at blanks; a word that is wider than the
 * column (or a script without blanks) is broken where the column ends.  Words
 * may be styled; the escapes take no columns and never cross a line's end.
 */
#ifndef WRAP_H
#define WRAP_H

#include "buf.h"

/* What a terminal is told; WRAP_PLAIN nothing. */
enum wrap_style { WRAP_PLAIN, WRAP_BOLD, WRAP_RED, WRAP_YELLOW, WRAP_GREEN, WRAP_DIM };

/* How to show a word, given without the punctuation around it. */
typedef enum wrap_style wrap_style_fn(void *ctx, struct view word);

struct wrap_line {
	size_t from, n, columns;
};

struct wrap {
	struct buf text; /* all lines, one behind the other */
	struct wrap_line *lines;
	size_t n, cap;
};

/* fn may be NULL: all plain.  text is made printable first.  What does not fit
 * into memory is left out. */
void wrap_text(struct wrap *w, struct view text, size_t columns, wrap_style_fn *fn, void *ctx);
void wrap_free(struct wrap *w);
/* Line i filled with blanks to so many columns (0: not filled); past the end all
 * blanks. */
void wrap_add_line(const struct wrap *w, size_t i, size_t columns, struct buf *out);
/* s between the escapes of a style. */
void wrap_styled(struct buf *out, enum wrap_style style, const char *s);

#endif

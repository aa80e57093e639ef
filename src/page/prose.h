/* The blocks that were kept, as plain text. */
#ifndef PROSE_H
#define PROSE_H

#include "block.h"
#include "buf.h"

/* Appends; paragraphs are parted by blank lines. */
void prose_write(const struct tree *t, const struct block_list *l, struct buf *out);
/* Appends one block. */
void prose_block(const struct tree *t, const struct block *b, struct buf *out);

#endif

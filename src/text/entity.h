/* HTML's named character references, and the decoding of references in general. */
#ifndef ENTITY_H
#define ENTITY_H

#include <stdint.h>

#include "buf.h"
#include "view.h"

/* The code point of a name without & and ; ("eacute"), or 0.  All of HTML 5's
 * names are known that stand for one. */
uint32_t entity_lookup(struct view name);
/* Reads the reference that starts at v.p[*at] == '&': the code point, and *at
 * moved past it; 0 and *at unmoved where it is none.  Numbers in 80..9F mean
 * Windows-1252, as everywhere on the web; no number gives a control character. */
uint32_t entity_next(struct view v, size_t *at);
/* Appends v with its references decoded once; what is none stays as it is. */
void entity_decode(struct buf *out, struct view v);
/* Unicode of a Windows-1252 byte; the five unassigned ones stay C1 controls. */
uint32_t entity_cp1252(uint8_t byte);

#endif

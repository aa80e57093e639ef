/* Text that went through the wrong character set on its way to its feed. */
#ifndef MEND_H
#define MEND_H

#include "buf.h"

/*
 * v, or v mended, in out (which is cleared):
 *
 *	U+0080..U+009F   Windows-1252 that was taken for Latin-1
 *	"CafÃ©", "â€™"   UTF-8 that was taken for either, and encoded again,
 *	                 where all of v reads so
 */
struct view mend_text(struct buf *out, struct view v);

#endif

/* UTF-8, after RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef UTF8_H
#define UTF8_H

#include <stdint.h>

#include "buf.h"
#include "view.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* The code point at v.p[*at], and *at moved past it.  A malformed sequence
 * gives UTF8_REPLACEMENT and moves over its maximal bad prefix (at least a
 * byte).  *at must be below v.n. */
uint32_t utf8_next(struct view v, size_t *at);
/* Where the ASCII from `at` on ends: v.n, or the first byte over 127. */
size_t utf8_past_ascii(struct view v, size_t at);
/* Bytes written to out: 1 to 4; what is no code point becomes U+FFFD. */
size_t utf8_encode(uint32_t cp, char out[4]);
void utf8_add(struct buf *b, uint32_t cp);
bool utf8_valid(struct view v);
/* v with each malformed sequence replaced by U+FFFD. */
void utf8_add_clean(struct buf *b, struct view v);
/* The longest prefix of at most n bytes that cuts no code point. */
struct view utf8_clip(struct view v, size_t n);

#endif

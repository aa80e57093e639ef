/* Classes of bytes in XML, and runs of them, sixteen bytes at a time. */
#ifndef XMLCHARS_H
#define XMLCHARS_H

#include <stdint.h>

#include "view.h"

#define XMLCHARS_SPACE 1      /* blank, tab, line ends */
#define XMLCHARS_NAME_START 2 /* ASCII only */
#define XMLCHARS_NAME 4
#define XMLCHARS_ALNUM 8
#define XMLCHARS_VALUE_STOP 16 /* '<', '&', and white space but the blank */
#define XMLCHARS_TEXT_STOP 32  /* what xmlchars_copy stops at */

extern const uint8_t xmlchars_classes[256];

static inline bool xmlchars_is(char c, unsigned classes)
{
	return (xmlchars_classes[(unsigned char)c] & classes) != 0;
}

/* XML's Char. */
static inline bool xmlchars_is_char(uint32_t cp)
{
	return cp >= 0x20
		   ? cp < 0xD800 || (cp >= 0xE000 && cp <= 0x10FFFF && cp != 0xFFFE && cp != 0xFFFF)
		   : cp == '\t' || cp == '\n' || cp == '\r';
}

/* Is v UTF-8, and all of it XML's Chars? */
bool xmlchars_all(struct view v);

/*
 * Copies from p up to end or the first '<', '&', ']' or '\r', and returns how many
 * bytes that were.  out has room for BYTES16_SIZE more than that.
 */
size_t xmlchars_copy(char *out, const char *p, const char *end);

#endif

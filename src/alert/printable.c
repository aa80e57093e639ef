#include "printable.h"

#include "utf8.h"

static bool reorders(uint32_t cp)
{
	return cp == 0x61C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
	       (cp >= 0x2066 && cp <= 0x2069);
}

void printable_add(struct buf *b, struct view v)
{
	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);

		if ((cp >= 0x09 && cp <= 0x0D) || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
			buf_addc(b, ' ');
		else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
			buf_addf(b, "\\x%02x", (unsigned)cp);
		else if (reorders(cp) || cp == 0xFEFF)
			buf_addf(b, "\\u%04x", (unsigned)cp);
		else
			utf8_add(b, cp);
	}
}

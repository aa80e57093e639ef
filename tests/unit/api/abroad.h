/* A caller whose locale has a decimal point of two bytes (ps_AF), as Jansson sees it:
 * wherever the thread has no locale of its own. */
#ifndef ABROAD_H
#define ABROAD_H

#include <locale.h>
#include <stdbool.h>

static bool abroad;

struct lconv *localeconv(void)
{
	static char point[] = ".", long_one[] = "\xd9\xab";
	static struct lconv plain = {.decimal_point = point}, other = {.decimal_point = long_one};

	return abroad && uselocale((locale_t)0) == LC_GLOBAL_LOCALE ? &other : &plain;
}

#endif

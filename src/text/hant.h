/* Traditional Chinese, as simplified Chinese would write it. */
#ifndef HANT_H
#define HANT_H

#include <stdint.h>

/* The simplified character for a traditional one; cp itself where there is none. */
uint32_t hant_fold(uint32_t cp);

#endif

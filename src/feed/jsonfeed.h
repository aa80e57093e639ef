/* JSON Feed 1.0 and 1.1. */
#ifndef JSONFEED_H
#define JSONFEED_H

#include "reader.h"

/* Fills r's feed; CT_ENOTFEED where doc (UTF-8) is other JSON, or broken; *what says which. */
enum ct_err jsonfeed_read(struct reader *r, struct view doc, const char **what);

#endif

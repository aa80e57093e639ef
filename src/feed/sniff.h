/* What a document is, before it is read. */
#ifndef SNIFF_H
#define SNIFF_H

#include "view.h"

enum sniff_kind { SNIFF_XML, SNIFF_JSON, SNIFF_OTHER };

struct sniff {
	enum sniff_kind kind;
	struct view doc;    /* without what stands before it */
	const char *what;   /* SNIFF_OTHER: what it is, a static string */
	const char *before; /* what was skipped that should not be there, or NULL */
};

/* Files that are no text at all: a static string, or NULL. */
const char *sniff_binary(struct view raw);
/* doc is UTF-8 by now. */
struct sniff sniff(struct view doc);

#endif

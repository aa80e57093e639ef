/* What a page says about itself: in <meta>, <link>, <title>, JSON-LD, microdata. */
#ifndef META_H
#define META_H

#include "arena.h"
#include "tree.h"

/* Each empty where the page says nothing; plain text in the arena. */
struct meta {
	struct view canonical; /* as the page writes it, perhaps relative */
	struct view base;      /* <base href>, the same */
	struct view title, byline, language;
	struct view body; /* schema.org's articleBody */
	int64_t published;
};

/* CT_ENOMEM. */
enum ct_err meta_read(const struct tree *t, struct arena *a, struct meta *out);

#endif

/* What the names that a page gives its parts say about them. */
#ifndef CUE_H
#define CUE_H

#include "view.h"

enum {
	CUE_AWAY = 1,     /* navigation, comments, related stories, advertising ... */
	CUE_ASIDE = 2,    /* byline, date, caption, tools: short things beside the text */
	CUE_BODY = 4,     /* the article's text itself */
	CUE_ARTICLE = 8,  /* the article, or the page's main part */
	CUE_COMMENT = 16, /* what readers say; always with CUE_AWAY */
	CUE_BYLINE = 32,
	CUE_SOCIAL = 64, /* buttons and boxes, unless CUE_EMBED says otherwise */
	CUE_EMBED = 128, /* quoted from another place (a tweet), a table, a page builder's part */
};

/* Of a class or id attribute: "c-article__related-links" -> CUE_AWAY | ... */
unsigned cue_of(struct view names);

#endif

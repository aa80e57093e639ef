/*
 * OPML, as feed readers export it: outlines with an xmlUrl are feeds, those
 * without are folders.  Read by SAX; a document type with declarations is
 * refused, no entity but XML's own five is known, nothing is opened.
 */
#ifndef OUTLINE_H
#define OUTLINE_H

#include <stdint.h>

#include "buf.h"

#define OUTLINE_DEPTH_MAX 64
#define OUTLINE_TAGS_MAX 32 /* of a feed; further ones are left out */

/* A feed of the list.  Views until the callback returns. */
struct outline_feed {
	struct view title; /* one line, without control characters; perhaps empty */
	struct view url;   /* as given, trimmed; feed: schemes are made http or https */
	struct view tags;  /* folders from the outside in, then categories; '\n' joined */
	uint32_t line;
};

typedef enum ct_err outline_feed_fn(void *ctx, const struct outline_feed *f);

/* Calls fn for each feed, in order; what it returns but CT_OK ends the reading
 * and is returned.  CT_EINVAL: why (a line, a person's) and *line say what is wrong. */
enum ct_err outline_read(
    struct view opml, outline_feed_fn *fn, void *ctx, char why[256], uint32_t *line);

#endif

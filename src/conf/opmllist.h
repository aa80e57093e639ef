/* The feeds of an OPML document as [feed] sections of a draft, and the other way. */
#ifndef OPMLLIST_H
#define OPMLLIST_H

#include "draft.h"

/*
 * A feed whose URL a section of the draft has already is passed over, so that a
 * [feed NAME] can set options for a feed of the list; one that the list itself
 * has twice gets the tags of both places.  Names are made unique without
 * counting, so that they stay the same when the list is sorted anew: "Title",
 * else "Title (host)", else "Title (host 1f2e3d4c)".
 */
void opmllist_add(struct draft *d, struct view opml, const char *name);

/* A configuration's feeds as OPML: a folder for each first tag, further tags as
 * categories, or folders of the feed alone where a category would be several tags.
 * What comes of reading it again has the same names, URLs and tags. */
void opmllist_write(const struct conf *c, struct buf *out);

#endif

/* Links, guids, enclosures and the sources of entries. */
#ifndef LINKS_H
#define LINKS_H

#include "reader.h"

void links_start(struct reader *r, const struct xattrs *a);
void links_end(struct reader *r, struct view text);
void links_guid_start(struct reader *r, const struct xattrs *a);
void links_guid_end(struct reader *r, struct view text);
void links_original_end(struct reader *r, struct view text);
void links_enclosure_start(struct reader *r, const struct xattrs *a);
void links_media_start(struct reader *r, const struct xattrs *a);
void links_source_start(struct reader *r, const struct xattrs *a);
void links_source_end(struct reader *r, struct view text);
void links_source_title_end(struct reader *r, struct view text);
void links_source_link_start(struct reader *r, const struct xattrs *a);

/* Adds to the open entry, or to the feed.  l.href is resolved and kept. */
void links_add(struct reader *r, struct feed_link l);
void links_add_enclosure(struct reader *r, struct view url, struct view type, int64_t length);

#endif

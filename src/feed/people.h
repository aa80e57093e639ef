/* Authors and categories. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "reader.h"

enum people_part { PERSON_NAME, PERSON_EMAIL, PERSON_URI };

void people_start(struct reader *r, const struct xattrs *a);
void people_end(struct reader *r, struct view text);
void people_ignore_end(struct reader *r, struct view text);
void people_part_end(struct reader *r, struct view text);
void people_category_start(struct reader *r, const struct xattrs *a);
void people_media_category_start(struct reader *r, const struct xattrs *a);
void people_category_end(struct reader *r, struct view text);
void people_itunes_category_start(struct reader *r, const struct xattrs *a);
void people_keywords_end(struct reader *r, struct view text);

/* Add to the open entry, or to the feed, unless it is there already. */
void people_add(struct reader *r, struct feed_person p);
void people_add_category(struct reader *r, struct feed_category c);

#endif

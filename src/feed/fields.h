/* Roots, channels, entries and their single values: starts and ends that rules name. */
#ifndef FIELDS_H
#define FIELDS_H

#include "reader.h"

/* Of a rule's arg: what a text is that has no type attribute. */
#define FIELDS_HTML 0x100
#define FIELDS_ARG(rule) ((rule)->arg & 0xFF)

enum fields_date { DATE_PUBLISHED, DATE_UPDATED, DATE_DC, DATE_CREATED };
/* Plain strings, by where they go. */
enum fields_string {
	STRING_ID,
	STRING_RIGHTS,
	STRING_GENERATOR,
	STRING_LANGUAGE,
	STRING_COMMENTS,
	STRING_SUBTITLE,
};
enum fields_image { IMAGE_ICON = 1, IMAGE_ITUNES, IMAGE_URL };

void fields_rss_start(struct reader *r, const struct xattrs *a);
void fields_rdf_start(struct reader *r, const struct xattrs *a);
void fields_atom_start(struct reader *r, const struct xattrs *a);
void fields_cdf_start(struct reader *r, const struct xattrs *a);
void fields_channel_start(struct reader *r, const struct xattrs *a);
void fields_entry_start(struct reader *r, const struct xattrs *a);
void fields_atom_entry_start(struct reader *r, const struct xattrs *a); /* as the root */
void fields_entry_end(struct reader *r, struct view text);
void fields_string_end(struct reader *r, struct view text);
void fields_date_end(struct reader *r, struct view text);
void fields_ttl_end(struct reader *r, struct view text);
void fields_hour_end(struct reader *r, struct view text);
void fields_day_end(struct reader *r, struct view text);
void fields_period_end(struct reader *r, struct view text);
void fields_frequency_end(struct reader *r, struct view text);
void fields_image_end(struct reader *r, struct view text);
void fields_image_start(struct reader *r, const struct xattrs *a); /* href */

/* For JSON Feed, which has entries without elements. */
bool fields_begin_entry(struct reader *r);
void fields_finish_entry(struct reader *r);

#endif

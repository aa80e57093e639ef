/* Titles, summaries and contents: what is markup and what is not. */
#ifndef TEXTS_H
#define TEXTS_H

#include "reader.h"

enum texts_where { TEXT_SUMMARY, TEXT_CONTENT, TEXT_MEDIA };

void texts_start(struct reader *r, const struct xattrs *a);
void texts_end(struct reader *r, struct view text);
void texts_title_end(struct reader *r, struct view text);
void texts_media_title_end(struct reader *r, struct view text);

/* Stores a text as summary or content of the open entry. */
void texts_store(struct reader *r, enum texts_where where, enum text_kind kind, struct view mime,
    struct view text);
/* Any text on one line, without markup, kept. */
struct view texts_plain(struct reader *r, enum text_kind kind, struct view text);
/* The entry's text, from the fullest of its contents and its summary. */
void texts_choose(struct reader *r);

#endif

/* A story in one line, as lists show it. */
#ifndef STORYLINE_H
#define STORYLINE_H

#include "ask.h"

/* "1234  rewritten   0.97  12 minutes ago  Example News: A title" */
void storyline_add(struct ask *a, const json_t *o, struct buf *out);
/* Feed, title, link and times of the story o, a line each, under a heading. */
void storyline_add_card(struct ask *a, const char *heading, const json_t *o, struct buf *out);

#endif

/* What a script of JSON-LD (schema.org) says of an article. */
#ifndef LDJSON_H
#define LDJSON_H

#include "buf.h"

/* Fields that the script does not have stay as they were. */
struct ldjson {
	struct buf headline, author, published, language, url, body;
	bool article; /* an article was found: later ones are not looked at */
	bool starved; /* ldjson_starved() */
};

void ldjson_init(struct ldjson *l);
void ldjson_free(struct ldjson *l);
/* Was memory short, as far as Jansson tells? */
bool ldjson_starved(const struct ldjson *l);
/* Adds what script says; what is no JSON, or no article, adds nothing. */
void ldjson_read(struct ldjson *l, struct view script);

#endif

/* An alert read back from its JSON, and told in one line for a person. */
#ifndef BRIEF_H
#define BRIEF_H

#include <stdint.h>

#include "buf.h"

struct json_t; /* Jansson's */

struct brief_story {
	int64_t id;
	struct view feed, title, link; /* empty where unknown */
	int64_t published;             /* or CT_TIME_UNKNOWN */
};

struct brief {
	struct json_t *root; /* what the views point into */
	struct view verdict;
	double score;
	struct brief_story story, of;
	bool has_of;
	int64_t cluster;
};

/* Is it one JSON object? */
bool brief_is_object(struct view json);
/* CT_EINVAL: no alert. */
enum ct_err brief_read(struct view json, struct brief *out);
void brief_free(struct brief *b);
/* rewritten 0.97 [Feed] Title <- [Other] Title (12 minutes later)
 * without a newline, without control characters, each title clipped to 300
 * bytes and each feed to 100. */
void brief_line(const struct brief *b, struct buf *out);

#endif

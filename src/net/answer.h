/*
 * The header of an HTTP answer: the fields that a feed reader needs, as
 * received.  Its size is bounded.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdint.h>

#include "view.h"

#define ANSWER_MAX ((size_t)64 << 10) /* bytes of header in all, 1xx and 401 included */

enum answer_field {
	ANSWER_ETAG,
	ANSWER_LAST_MODIFIED,
	ANSWER_CONTENT_TYPE,
	ANSWER_LINK,
	ANSWER_LOCATION,
	ANSWER_RETRY_AFTER,
	ANSWER_CACHE_CONTROL,
	ANSWER_EXPIRES,
	ANSWER_DATE,
	ANSWER_AGE,
	ANSWER_FIELDS,
};

struct answer {
	size_t bytes;
	int status; /* of the newest status line */
	char *field[ANSWER_FIELDS];
};

/* One line, its CR LF included; a status line forgets what came before. */
enum ct_err answer_line(struct answer *a, struct view line);
void answer_clear(struct answer *a);

/* Seconds from now until the server wants to be asked again, or -1. */
int64_t answer_retry_after(const struct answer *a, int64_t now);
/* Seconds that the answer stays fresh: Cache-Control, else Expires - Date, less the
 * Age that it came with; or -1. */
int64_t answer_max_age(const struct answer *a, int64_t now);

#endif

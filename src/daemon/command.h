/* What a client of the control socket asks for: one line of JSON, read. Pure. */
#ifndef COMMAND_H
#define COMMAND_H

#include "query.h"

enum command_kind { COMMAND_QUERY, COMMAND_POLL, COMMAND_OPML };

struct command {
	enum command_kind kind;
	struct query query; /* COMMAND_QUERY; .now is not set, nor are a QUERY_FEEDS' feeds */
	bool follow;        /* further alerts as they are made */
	struct view feed;   /* COMMAND_POLL; empty: all */
	void *json;         /* owns what the views point to */
};

/* What is wrong with the line (a static string), or NULL: *out is then the
 * caller's, to be freed with command_free. */
const char *command_parse(struct view line, struct command *out);
void command_free(struct command *c); /* a zeroed one, too */

#endif

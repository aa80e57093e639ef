/* Requests to the control socket: any bytes, one line. */
#include <stdlib.h>

#include "command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct command c = {0};

	if (command_parse((struct view){(const char *)data, n}, &c) != NULL) {
		if (c.json != NULL)
			abort();
		return 0;
	}
	/* What was read can be run. */
	if (c.kind == COMMAND_QUERY && c.query.kind == QUERY_STORIES &&
	    (c.query.filter.limit < 1 || c.query.filter.limit > 100000))
		abort();
	if (c.feed.n > n || c.query.filter.feed.n > n)
		abort();
	command_free(&c);
	return 0;
}

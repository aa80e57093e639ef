/* A feed's state, one word for a table and one sentence for a person, from how a poll ended. */
#ifndef HEALTH_H
#define HEALTH_H

#include "fetch.h"
#include "policy.h"

struct health {
	const char *state; /* static: "ok", "not found", "dns" ... */
	enum policy_result result;
	bool read; /* 200 or 304: the answer is good */
};

/* From a fetch that ended; of a 200 the parse has the last word. */
struct health health_of_fetch(enum fetch_outcome outcome, int status);
/* A sentence on a status that is no success; empty for others. */
void health_explain(int status, char *out, size_t size);

#endif

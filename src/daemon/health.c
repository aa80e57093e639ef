#include "health.h"

#include <stdio.h>

#include "count.h"

static const struct {
	enum fetch_outcome outcome;
	struct health health;
} outcomes[] = {
    {FETCH_EURL, {"bad url", POLICY_FAILED, false}},
    {FETCH_EDNS, {"dns", POLICY_FAILED, false}},
    {FETCH_ECONNECT, {"connect", POLICY_FAILED, false}},
    {FETCH_ETLS, {"tls", POLICY_FAILED, false}},
    {FETCH_ETIMEOUT, {"timeout", POLICY_FAILED, false}},
    {FETCH_ETOOBIG, {"too big", POLICY_FAILED, false}},
    {FETCH_EFORBIDDEN, {"blocked", POLICY_FAILED, false}},
    {FETCH_EREDIRECT, {"redirect", POLICY_FAILED, false}},
    {FETCH_ECUT, {"cut off", POLICY_FAILED, false}},
    {FETCH_EROOM, {"no room", POLICY_FAILED, false}},  /* soon again would make it worse */
    {FETCH_EMEMORY, {"failed", POLICY_FAILED, false}}, /* libcurl says it of long headers, too */
    {FETCH_EOTHER, {"failed", POLICY_FAILED, false}},
};

/* The first row whose range holds the status. */
static const struct {
	int from, to;
	struct health health;
	const char *why;
} statuses[] = {
    {200, 200, {"ok", POLICY_OK, true}, ""},
    {304, 304, {"ok", POLICY_OK, true}, ""},
    {401, 401, {"unauthorized", POLICY_FAILED, false}, "the server wants a user and password"},
    {403, 403, {"forbidden", POLICY_FAILED, false}, "the server refuses us"},
    {404, 404, {"not found", POLICY_FAILED, false}, "there is nothing at this URL"},
    {410, 410, {"gone", POLICY_GONE, false}, "gone for good; not polled any more"},
    {429, 429, {"limited", POLICY_LIMITED, false}, "the server asks for fewer requests"},
    {503, 503, {"limited", POLICY_LIMITED, false}, "the server is overloaded or in maintenance"},
    {400, 499, {"refused", POLICY_FAILED, false}, "the server refuses the request"},
    {500, 599, {"server error", POLICY_FAILED, false}, "the server fails"},
    {0, 999, {"bad answer", POLICY_FAILED, false}, "an answer that is no feed"},
};

static size_t status_row(int status)
{
	size_t i = 0;

	while (i < COUNT(statuses) - 1 && (status < statuses[i].from || status > statuses[i].to))
		i++;
	return i;
}

struct health health_of_fetch(enum fetch_outcome outcome, int status)
{
	for (size_t i = 0; i < COUNT(outcomes); i++)
		if (outcomes[i].outcome == outcome)
			return outcomes[i].health;
	return statuses[status_row(status)].health;
}

void health_explain(int status, char *out, size_t size)
{
	const char *why = statuses[status_row(status)].why;

	if (why[0] != '\0')
		snprintf(out, size, "HTTP %d: %s", status, why);
	else
		out[0] = '\0';
}

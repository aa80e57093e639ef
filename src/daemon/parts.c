#include "parts.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "log.h"
#include "notify.h"
#include "poller.h"

#define ROOM_MS 5000      /* until a store is tried again that found no room */
#define DESCRIPTORS 65536 /* at most */

bool parts_confine(const struct conf *c, char worker[PATHS_MAX], struct fence **fence)
{
	char told[256];

	if (!paths_program(c->worker, "copytaster-worker", worker)) {
		log_error("copytaster-worker: not found beside this program; set [daemon] worker");
		return false;
	}
	if (c->sandbox) {
		*fence = fence_put_up(c, worker, told);
		log_info("%s", told);
	}
	return true;
}

/* Did a signal come within so many ms?  Whichever it is, it ends us: nothing has
 * begun yet. */
static bool signalled(int signals, int ms)
{
	struct pollfd p = {.fd = signals, .events = POLLIN};

	return poll(&p, 1, ms) > 0;
}

struct clerk *parts_clerk(struct loop *l, const struct conf *c, int signals, bool once)
{
	const struct desk_options o = {.window = c->window, .backdate = c->backdate};
	struct clerk *clerk = NULL;
	bool waits = true;

	for (bool told = false; waits; told = true) {
		char *why = NULL;
		enum ct_err err = clerk_new(l, c->store, &o, &clerk, &why);
		waits = err == CT_EIO && errno == ENOSPC && !once;

		if (err != CT_OK && !told)
			log_error("%s%s", why != NULL ? why : ct_strerror(err),
			    waits ? "; waiting for room" : "");
		if (waits)
			notify_waiting(why != NULL ? why : "disk full");
		free(why);
		waits = waits && !signalled(signals, ROOM_MS);
	}
	return clerk;
}

/* Slow fetches are many. */
static void raise_descriptors(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= DESCRIPTORS)
		return;
	l.rlim_cur = l.rlim_max < DESCRIPTORS ? l.rlim_max : DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &l);
}

struct fetcher *parts_fetcher(struct loop *l, const struct conf *c, struct freight *freight)
{
	char agent[512];
	const struct fetch_options fetch = {
	    .user_agent = agent,
	    .proxy = c->proxy[0] != '\0' ? c->proxy : NULL,
	    .ca_file = c->ca_file[0] != '\0' ? c->ca_file : NULL,
	    .max_connections = POLLER_FETCHES * (long)c->concurrency,
	    .max_per_host = (long)c->per_host,
	    .max_per_address = (long)c->per_address,
	    .freight = freight,
	};

	snprintf(agent, sizeof(agent), "copytaster/%s%s%s%s", ct_version(),
	    c->contact[0] != '\0' ? " (+" : "", c->contact, c->contact[0] != '\0' ? ")" : "");
	raise_descriptors();
	return fetch_global_init() == CT_OK ? fetch_new(l, &fetch) : NULL;
}

struct pool *parts_pool(
    struct loop *l, const struct conf *c, const char *worker, struct freight *freight)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	const struct pool_options pool = {
	    .program = worker,
	    .workers = c->workers > 0 ? (unsigned)c->workers
		       : cores > 0    ? (unsigned)cores
				      : 1,
	    .queue = POLLER_FETCHES * (unsigned)c->concurrency,
	    .deadline_ms = 5000,
	    .memory = (size_t)1 << 30,
	    /* What took one over has as many documents to answer for.  A start costs 7 ms
	     * of CPU, 15 us of a document's. */
	    .recycle = 500,
	    .freight = freight,
	};

	return pool_new(l, &pool);
}

/*
 * The daemon put together: loop, fetcher, workers, clerk, poller, outbox,
 * sinks, control socket, signals, systemd.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include "conf.h"

struct service_options {
	const char *config; /* path, for reloads and hooks */
	bool once;          /* poll every feed once, deliver, end */
};

/* Runs until SIGTERM or SIGINT, or with once until all is done.  Takes over
 * conf.  Exit status: 0; 1 some feed or sink failed (once); 2 trouble. */
int service_run(const struct service_options *o, struct conf *conf);

#endif

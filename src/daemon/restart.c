#include "restart.h"

#include <string.h>

const char *restart_needed(const struct conf *old, const struct conf *new)
{
	if (strcmp(old->store, new->store) != 0 || strcmp(old->control, new->control) != 0)
		return "store, control";
	if (strcmp(old->worker, new->worker) != 0 || strcmp(old->hook, new->hook) != 0 ||
	    strcmp(old->hook_socket, new->hook_socket) != 0 || old->workers != new->workers)
		return "worker, workers, hook, hook_socket";
	if (strcmp(old->contact, new->contact) != 0 || strcmp(old->proxy, new->proxy) != 0 ||
	    strcmp(old->ca_file, new->ca_file) != 0 || old->sandbox != new->sandbox)
		return "contact, proxy, ca_file, sandbox";
	if (old->concurrency != new->concurrency || old->per_host != new->per_host ||
	    old->per_address != new->per_address)
		return "concurrency, per_host, per_address";
	return NULL;
}

/*
 * A new configuration on its way in, at the start and on SIGHUP, in three steps,
 * so that whatever fails, all parts run on a configuration that is there:
 *
 *	load   clerk, in a transaction   the feeds' memory; may fail
 *	take   loop                      sinks, poller, outbox; may fail
 *	give   clerk                     the desk's sinks; then the old one goes
 */
#ifndef RELOAD_H
#define RELOAD_H

#include "clerk.h"
#include "roster.h"

struct reload;

struct reload_hooks {
	void *ctx;
	/* Take it; the roster stays the reload's, too, until the next one is in. */
	enum ct_err (*take)(void *ctx, struct roster *r);
	/* It is in; or it is not, and why (until the call ends).  Another may begin. */
	void (*over)(void *ctx, const struct conf *c, const char *why);
};

struct reload *reload_new(struct clerk *c, const struct reload_hooks *hooks);
void reload_free(struct reload *r); /* after clerk_free */
/* Begins; takes over conf.  On failure errors tells, and no hook is called. */
enum ct_err reload_begin(struct reload *r, struct conf *conf, struct buf *errors);
bool reload_busy(const struct reload *r);
/* No hook is called any more. */
void reload_stop(struct reload *r);

#endif

/* The daemon's parts as the configuration wants them, those that call back to nobody in
 * particular.  Each is NULL where it cannot be had. */
#ifndef PARTS_H
#define PARTS_H

#include "clerk.h"
#include "fence.h"
#include "fetch.h"
#include "paths.h"
#include "pool.h"

/* Finds the worker's program, and confines this process where the configuration says so:
 * before there are threads, since Landlock confines one, and what that starts.  False: no
 * such program (logged).  *fence stays NULL where nothing is confined. */
bool parts_confine(const struct conf *c, char worker[PATHS_MAX], struct fence **fence);
/* The clerk over its store (trouble is logged).  A store that is there opens on a full
 * disk, too; for a new one it waits, until there is room or `signals` can be read; once:
 * not at all. */
struct clerk *parts_clerk(struct loop *l, const struct conf *c, int signals, bool once);
struct fetcher *parts_fetcher(struct loop *l, const struct conf *c, struct freight *freight);
struct pool *parts_pool(
    struct loop *l, const struct conf *c, const char *worker, struct freight *freight);

#endif

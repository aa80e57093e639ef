/*
 * The worker processes: parse foreign bytes in a sandbox that may be killed.
 * Jobs wait in a bounded queue; a worker that runs past its CPU deadline, grows
 * past its memory or dies takes only its own job with it and is replaced.
 * Everything happens on the loop's thread; no callback is called from within
 * pool_parse.
 */
#ifndef POOL_H
#define POOL_H

#include "buf.h"
#include "freight.h"
#include "loop.h"

struct pool;

struct pool_options {
	const char *program; /* path of copytaster-worker; copied */
	unsigned workers;    /* processes at most; started on demand */
	unsigned queue;      /* jobs waiting at most */
	int64_t deadline_ms; /* of CPU and of wall clock (three times that) a job */
	size_t memory;       /* address space of a worker, bytes; 0: no limit */
	unsigned recycle;    /* jobs after which a worker is replaced; 0: never */
	int64_t idle_ms;     /* after which an idle worker, but the last, is stopped; 0: 30 s */
	/* Bodies that wait, and answers until they are taken, are counted here, and nothing
	 * is parsed where FREIGHT_ENOUGH waits in messages; or NULL. */
	struct freight *freight;
};

enum pool_outcome {
	POOL_OK,      /* message holds what wire.h describes */
	POOL_KILLED,  /* past its deadline or memory */
	POOL_CRASHED, /* died, or spoke nonsense */
	POOL_UNABLE,  /* ours: it could not be started, or there was no memory for its answer */
};

/* The message (to be decoded as hostile bytes) is the callback's to steal, else
 * freed behind it; why is "" or a short English phrase, gone after the call. */
typedef void pool_done_fn(
    void *ctx, enum pool_outcome outcome, const char *why, struct buf *message);

struct pool *pool_new(struct loop *l, const struct pool_options *o); /* NULL: no memory */
/* Kills the workers, calls nobody back; not from within a callback of the pool. */
void pool_free(struct pool *p);

/* Room for another job? */
bool pool_has_room(const struct pool *p);
/* Queues a feed to parse, of which the entries in known (wire_encode) need not be
 * told; body's bytes move into the pool (*body is emptied).
 * CT_ELIMIT: no room, or too long a body; on failure all stays the caller's. */
enum ct_err pool_parse(struct pool *p, struct buf *body, struct view url, struct view content_type,
    struct view known, pool_done_fn *done, void *ctx);
/* The same of a web page, whose article comes as a feed of one item. */
enum ct_err pool_extract(struct pool *p, struct buf *body, struct view url,
    struct view content_type, pool_done_fn *done, void *ctx);
size_t pool_waiting(const struct pool *p);   /* queued and running */
unsigned pool_workers(const struct pool *p); /* processes now */
unsigned pool_deaths(const struct pool *p);  /* workers killed or crashed so far */

#endif

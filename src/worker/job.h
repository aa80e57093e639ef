/*
 * What the pool says to a worker.  Both talk over one stream socket, the
 * worker's descriptor 0; integers are little-endian:
 *
 *	pool, once      "CTJ2", u64 memory     the worker's address space, bytes
 *	pool, a job     u32 n, then n bytes:   u8 kind, run url, run content_type,
 *	                                       run known, body
 *	worker, answer  u32 n, then n bytes:   a message as in wire.h
 *
 * A worker has one job at a time.  The end of the stream tells it to go.
 */
#ifndef JOB_H
#define JOB_H

#include "buf.h"

enum {
	JOB_BODY_MAX = 128 << 20,
	JOB_URL_MAX = 8 << 10,
	JOB_TYPE_MAX = 1 << 10,
	JOB_KNOWN_MAX = 80 << 10, /* 16 of each of 5,000 entries (feed.c) */
	JOB_MAX = JOB_BODY_MAX + JOB_URL_MAX + JOB_TYPE_MAX + JOB_KNOWN_MAX + 20, /* n at most */
	JOB_HELLO = 12, /* bytes of the first message */
};

enum job_kind { JOB_FEED = 1, JOB_PAGE = 2 };

struct job {
	enum job_kind kind;
	struct view url, content_type, body;
	struct view known; /* entries of which nothing is to be told: see wire_encode */
};

void job_hello(size_t memory, struct buf *out);
enum ct_err job_hello_decode(struct view v, size_t *memory);

/* All of a job but its body's bytes, the length in front.  CT_ELIMIT where the
 * body is too long; a URL, type or list of the known too long is left out. */
enum ct_err job_head(const struct job *j, struct buf *out);
/* Reads what stands behind the length; views into frame. */
enum ct_err job_decode(struct view frame, struct job *out);

#endif

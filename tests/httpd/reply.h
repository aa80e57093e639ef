/*
 * What the server answers.  A path is a file below the root, or one of
 *
 *	/status/503          that status
 *	/redirect/302?to=U   that status, with Location: U
 *	/big?bytes=N         N bytes of feed that never closes its channel
 *	/endless             the same without an end
 *	/g/17.xml            the 17th generated feed (see generate.h)
 *	/g/feeds.opml, /g/urls.txt[?hosts=each]   a list of those
 *
 * A file F that is not there is served as F.1, F.2, ... : the first request
 * gets F.1, each further one the next version, as far as there is one.  Any
 * POST is accepted, and recorded.
 *
 * The query changes the answer, and so does a file F.how that holds a query
 * (tests rewrite it while the server runs):
 *
 *	status=N  fail=N[:STATUS]     the first N requests get STATUS (500)
 *	delay=MS  drip=BYTES/MS       late; so many bytes at a time
 *	cut                           half of the body, then the connection closes
 *	nolength  close               no Content-Length; no keep-alive
 *	reset                         no answer at all
 *	gzip  type=T  header=N:V      (header: one more header line)
 *	noval  etag=E  lastmod=D      no, or these, validators
 *	retry-after=S
 */
#ifndef REPLY_H
#define REPLY_H

#include "buf.h"

struct generated;

struct server {
	int root;      /* directory fd */
	int64_t start; /* seconds since 1970: what relative dates are relative to */
	int posts;     /* fd of the record of POSTs, or -1 */
	int requests;  /* fd of the record of requests, or -1 */
	unsigned port;
	struct generated *generated; /* or NULL */
	void *counters;              /* a tree of files.h's, by path */
};

struct request {
	struct view method, target; /* target: path and query, as sent */
	struct view head;           /* header lines */
	struct view body;
	char peer[16], host[16]; /* IPv4 addresses of both ends */
	int64_t conn;            /* number of the connection: shows keep-alive */
};

struct reply {
	int status;
	struct buf head; /* status line and headers, complete */
	struct buf own;  /* the body, where it was made for this request */
	struct view body;
	uint64_t send; /* bytes of the body to send; past its end it starts again */
	bool endless, reset, close;
	unsigned delay, drip_bytes, drip_ms; /* ms */
};

/* Always makes a reply; free it with reply_free. */
void reply_make(struct server *sv, const struct request *rq, struct reply *out);
void reply_free(struct reply *reply);
/* The value of a header, or an empty view; name in lower case. */
struct view reply_header(const struct request *rq, const char *name);

#endif

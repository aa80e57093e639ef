/*
 * Fetches over HTTP and HTTPS: libcurl's multi_socket interface on the loop.
 * GET with conditions for feeds and pages, POST for webhooks.  Follows
 * redirects itself, checks every address that it connects to (guard.h), counts
 * decoded bytes, sends no cookies, credentials from elsewhere, or Referer.
 */
#ifndef FETCH_H
#define FETCH_H

#include "buf.h"
#include "freight.h"
#include "guard.h"
#include "loop.h"

struct fetcher;
struct fetch; /* one under way */

struct fetch_options {
	const char *user_agent;
	const char *proxy;    /* or NULL: none, whatever the environment says */
	const char *ca_file;  /* or NULL: the system's */
	long max_connections; /* in all */
	long max_per_host;    /* at once to one host */
	long max_per_address; /* at once to one address, whatever its names; 0: any */
	/* Bodies are counted here until they are handed over.  Past FREIGHT_MOST the one
	 * that came longest makes way: it is asked for anew when there is room.  Or NULL. */
	struct freight *freight;
};

/* Borrowed for the duration of fetch_start; body and strings are copied. */
struct fetch_request {
	const char *url; /* a name and password in it serve as the two below */
	bool post;
	struct view body; /* of a POST */
	const char *const
	    *headers;              /* "Name: value", NULL-terminated; sent to the first host only */
	const char *etag;          /* sent back byte for byte as If-None-Match, or NULL */
	const char *last_modified; /* as If-Modified-Since, or NULL */
	const char *validated_url; /* the result's url that gave these two, whose host alone
	                                 gets them; NULL: the first host gets them */
	const char *user, *password; /* Basic or Digest, for the first host only; or NULL */
	int64_t timeout_ms; /* in all, redirects and waiting for room included, for a turn not */
	size_t max_bytes;   /* of the decoded body, all the way */
	int max_redirects;
	const struct guard_block *allow; /* must outlive the fetch */
	size_t nallow;
};

enum fetch_outcome {
	FETCH_DONE, /* an HTTP answer, complete, whatever its status */
	FETCH_EURL, /* not an http(s) URL */
	FETCH_EDNS, /* the name does not resolve */
	FETCH_ECONNECT,
	FETCH_ETLS,
	FETCH_ETIMEOUT,
	FETCH_ETOOBIG,
	FETCH_EFORBIDDEN, /* the address is not public */
	FETCH_EREDIRECT,  /* too many, or to what is no http(s) URL */
	FETCH_ECUT,       /* closed before the end that it announced */
	FETCH_EROOM,      /* it made way for others, and there was no room again in its time */
	FETCH_EMEMORY,    /* of ours; libcurl says it of some limits, too */
	FETCH_EOTHER,
};

/* Valid during the callback; what it wants to keep of it, it takes. */
struct fetch_result {
	enum fetch_outcome outcome;
	char error[256];      /* for a person; empty where FETCH_DONE */
	int status;           /* of the last answer, however the fetch ended after it; or 0 */
	struct buf body;      /* buf_steal it, or leave it to be freed */
	const char *url;      /* where the body came from, after redirects */
	const char *moved_to; /* target of an unbroken chain of 301/308 from the first URL, which
		        does not lead from the public into what is allowed besides; or NULL */
	const char *etag, *last_modified, *content_type; /* as received, or NULL */
	const char *link;                                /* Link headers joined by ", ", or NULL */
	int64_t retry_after; /* seconds from now, or -1; from seconds or a date */
	int64_t max_age;     /* seconds, of Cache-Control, else Expires - Date; or -1 */
	int64_t ms;          /* under way, not counting the wait for its turn */
	uint64_t wire_bytes; /* received, compressed */
};

typedef void fetch_done_fn(void *ctx, struct fetch_result *r);

/* Call once before any thread starts.  Ignores SIGPIPE (OpenSSL writes to closed
 * sockets) and sets LC_CTYPE to C.UTF-8 (names of hosts are UTF-8). */
enum ct_err fetch_global_init(void);
struct fetcher *fetch_new(struct loop *l, const struct fetch_options *o);
void fetch_free(struct fetcher *f); /* drops what is under way without calling back */

/* Starts; done is called exactly once, later, on the loop, unless cancelled. */
enum ct_err fetch_start(struct fetcher *f, const struct fetch_request *r, fetch_done_fn *done,
    void *ctx, struct fetch **out);
/* No callback any more; without effect within its own callback. */
void fetch_cancel(struct fetch *one);
/* Waiting, under way, and over but not yet called back. */
size_t fetch_running(const struct fetcher *f);
const char *fetch_outcome_name(enum fetch_outcome o);

#endif

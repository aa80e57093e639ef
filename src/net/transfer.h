/*
 * One hop of a fetch as a libcurl easy handle: its options, what its callbacks
 * gather, and how it ended.  Redirects, queues and delivery are fetch.c's.
 */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <curl/curl.h>

#include "answer.h"
#include "fetch.h"
#include "freight.h"
#include "hosts.h"
#include "multi.h"
#include "target.h"

struct seat_address {
	uint32_t family;
	uint8_t bytes[16];
};

struct fetch {
	struct hosts_item item;  /* its host's turn */
	struct hosts *addresses; /* the fetcher's */
	/* A place at an address, or the wait for one.  The second is for what is tried
	 * beside it: of a name's addresses some may not answer. */
	struct hosts_item seat[2];
	struct seat_address address[2]; /* of each */
	struct seat_address wanted;     /* where this hop found no place ... */
	bool crowded;                   /* ... if it did not */
	struct fetch *prev, *next;      /* in one of the fetcher's lists */
	struct fetcher *fetcher;
	fetch_done_fn *done;
	void *ctx;
	bool over; /* waits to be delivered */
	uint64_t round;
	enum fetch_outcome outcome;

	/* What is wanted. */
	bool post;
	char *post_body;
	size_t post_n;
	struct curl_slist *headers;    /* the caller's */
	struct curl_slist *conditions; /* If-None-Match, If-Modified-Since */
	char *user, *password;
	int64_t timeout_ms;
	size_t max_bytes;
	int max_redirects;
	const struct guard_block *allow;
	size_t nallow;
	const char *user_agent, *proxy, *ca_file; /* the fetcher's, or NULL */

	/* Where it is. */
	struct target now;
	struct target validated;  /* who gave the validators; .url NULL: the first host */
	bool abroad;              /* left the first host, once and for all */
	bool broken;              /* the chain of permanent redirects */
	bool inside, from_inside; /* this hop, or the first, went to what is not public */
	char *moved_to;
	int redirects;
	int64_t used_ms; /* by the hops that ended */

	/* This hop. */
	struct multi *multi;
	CURL *easy;              /* NULL unless it runs */
	struct curl_slist *sent; /* where several lists are one */
	int64_t began;
	struct answer answer;
	struct buf body;
	struct freight *freight;    /* the fetcher's */
	struct freight_part weight; /* of the body */
	size_t aside;               /* bytes set aside for it at first */
	size_t made_way;            /* bytes that it had when it did, and waits; else 0 */
	size_t skipped;             /* bytes of a redirect's body */
	bool forbidden, opened, too_big, starved, header_ended;
	char error[CURL_ERROR_SIZE];
	char refused[64]; /* the address, as text */
	uint64_t wire_bytes;
};

/* Fills what is wanted, and the first place to go to: now.url is NULL where the
 * request's is no http or https URL. */
enum ct_err fetch_wanted(struct fetch *f, const struct fetch_request *r);
void fetch_destroy(struct fetch *f);

/* Gives the fetch that is to run next on easy what does not change from fetch
 * to fetch; done once, and again after a reset. */
void transfer_settle(CURL *easy, const struct fetch *f);
/* Makes f->easy, which is settled, ready to go. */
enum ct_err transfer_prepare(struct fetch *f, int64_t now);
/* Says why transfer_prepare failed, or why its handle could not be added. */
enum fetch_outcome transfer_not_begun(struct fetch *f);
/* Takes the account of the hop that ended with code. */
enum fetch_outcome transfer_end(struct fetch *f, CURLcode code, int64_t now);
/* Lets go of f->easy: settled, and without a trace of f. */
void transfer_release(struct fetch *f);
/* As a name of hosts.h. */
struct view transfer_address(const struct seat_address *a);
/* Of fetch.c: too much is on its way, and soon one of them makes way. */
void fetch_make_way(struct fetcher *f);
#define KEPT_S 2L /* for whom a connection was kept has taken it by then */
/* Of fetch.c: the hop's connection stays open for another. */
void fetch_keeps(struct fetch *one);
/* Does the answer lead elsewhere? */
bool transfer_redirected(const struct fetch *f);

#endif

/*
 * The fetcher alone, over the same feeds as poll_floor and told in the same
 * words: what queues, guards, redirects and copies cost on top of libcurl.
 *
 *	poll_fetch [-c CONNECTIONS] [-w DIR] [-3] PORT N
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "fetch.h"

static struct loop *loop;
static struct guard_block loopback;
static const char *dir = "g";
static int port, nfeeds, left, conditional;
static long ok, not_modified, failed;
static char (*etags)[128];

static void done(void *ctx, struct fetch_result *r)
{
	char *etag = ctx;
	ok += r->outcome == FETCH_DONE && r->status / 100 == 2;
	not_modified += r->outcome == FETCH_DONE && r->status == 304;
	if (r->etag != NULL)
		snprintf(etag, sizeof(etags[0]), "%s", r->etag);
	if (r->outcome != FETCH_DONE && failed++ == 0)
		fprintf(stderr, "%s: %s\n", r->url, r->error);
	if (--left == 0)
		loop_stop(loop);
}

static void round_of(struct fetcher *f)
{
	char url[100];
	ok = not_modified = 0;
	left = nfeeds;
	for (int i = 0; i < nfeeds; i++) {
		int host = i + 257;
		snprintf(url, sizeof(url), "http://127.%d.%d.%d:%d/%s/%d.xml", host >> 16,
		    host >> 8 & 255, host & 255, port, dir, i);
		struct fetch_request r = {.url = url,
		    .etag = conditional ? etags[i] : NULL,
		    .timeout_ms = 30000,
		    .max_bytes = 10 << 20,
		    .max_redirects = 5,
		    .allow = &loopback,
		    .nallow = 1};
		if (fetch_start(f, &r, done, etags[i], NULL) != CT_OK)
			exit(2);
	}
	loop_run(loop);
}

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	struct fetch_options o = {.user_agent = "bench", .max_connections = 100, .max_per_host = 2};
	int opt, twice = 0;
	while ((opt = getopt(argc, argv, "c:w:3")) != -1) {
		if (opt == 'c')
			o.max_connections = atoi(optarg);
		if (opt == 'w')
			dir = optarg;
		twice |= opt == '3';
		if (opt == '?')
			return 2;
	}
	if (argc - optind != 2 || (port = atoi(argv[optind])) <= 0 ||
	    (nfeeds = atoi(argv[optind + 1])) <= 0) {
		fprintf(stderr, "usage: poll_fetch [-c CONNECTIONS] [-w DIR] [-3] PORT N\n");
		return 2;
	}
	etags = calloc((size_t)nfeeds, sizeof(*etags));
	guard_parse(VIEW_LIT("127.0.0.0/8"), &loopback);
	if (etags == NULL || fetch_global_init() != CT_OK)
		return 2;
	loop = loop_new();
	struct fetcher *f = fetch_new(loop, &o);
	if (twice)
		round_of(f);
	conditional = twice;
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
	round_of(f);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	wall = seconds(CLOCK_MONOTONIC) - wall;
	printf("requests %d status2xx %ld status304 %ld cpu %.3f wall %.3f text 0\n", nfeeds, ok,
	    not_modified, cpu, wall);
	fetch_free(f);
	loop_free(loop);
	free(etags);
	return ok + not_modified == nfeeds ? 0 : 1;
}

/*
 * A fetcher on a loop of its own against serve.h's server, and what it gave.
 */
#ifndef FETCHING_H
#define FETCHING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fetch.h"
#include "net/serve.h"

static struct loop *l;
static struct fetcher *f;
static struct guard_block loopback;

/* What came, copied. */
struct got {
	int calls;
	struct fetch_result r;
	char body[4096], url[512], moved_to[512], etag[64], modified[64], type[64], link[64];
	bool has_moved_to, has_etag;
	struct fetch *handle;
};

static int waited;

static void keep(char *to, size_t n, const char *s)
{
	snprintf(to, n, "%s", s != NULL ? s : "");
}

static void done(void *ctx, struct fetch_result *r)
{
	struct got *g = ctx;
	g->calls++;
	g->r = *r;
	keep(g->body, sizeof(g->body), r->body.p);
	keep(g->url, sizeof(g->url), r->url);
	keep(g->moved_to, sizeof(g->moved_to), r->moved_to);
	keep(g->etag, sizeof(g->etag), r->etag);
	keep(g->modified, sizeof(g->modified), r->last_modified);
	keep(g->type, sizeof(g->type), r->content_type);
	keep(g->link, sizeof(g->link), r->link);
	g->has_moved_to = r->moved_to != NULL;
	g->has_etag = r->etag != NULL;
	if (--waited == 0)
		loop_stop(l);
}

static char urls[64][640];
static int nurls;

/* "http://127.0.0.N:PORT/PATH"; good until the end of the test */
static const char *at(int host, const char *path)
{
	char *s = urls[nurls++ % 64];
	snprintf(s, sizeof(urls[0]), "http://127.0.0.%d:%d%s", host, serve_port, path);
	return s;
}

static struct fetch_request request(const char *url)
{
	return (struct fetch_request){.url = url,
	    .timeout_ms = 60000, /* nothing here waits for it */
	    .max_bytes = 1 << 20,
	    .max_redirects = 5,
	    .allow = &loopback,
	    .nallow = 1};
}

static void start(struct got *g, const struct fetch_request *r)
{
	*g = (struct got){0};
	waited++;
	assert_int_equal(fetch_start(f, r, done, g, &g->handle), CT_OK);
	assert_int_equal(g->calls, 0);
}

static void run(struct got *g, struct fetch_request r)
{
	start(g, &r);
	assert_int_equal(loop_run(l), CT_OK);
	assert_int_equal(g->calls, 1);
	assert_int_equal(fetch_running(f), 0);
	if (g->r.outcome != FETCH_DONE) {
		assert_true(g->r.error[0] != '\0');
		print_message("%s: %s: %s\n", r.url, fetch_outcome_name(g->r.outcome), g->r.error);
	} else {
		assert_true(g->r.error[0] == '\0');
	}
}

static struct got get(const char *url)
{
	struct got g;
	run(&g, request(url));
	return g;
}

static void make(long max, long per_host)
{
	struct fetch_options o = {.user_agent = "copytaster-test/1 (+https://example.org)",
	    .max_connections = max,
	    .max_per_host = per_host};
	l = loop_new();
	f = fetch_new(l, &o);
	assert_non_null(f);
	waited = 0;
	serve_forget();
	assert_int_equal(guard_parse(VIEW_LIT("127.0.0.0/8"), &loopback), CT_OK);
}

static int setup(void **state)
{
	(void)state;
	make(8, 2);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fetch_free(f);
	loop_free(l);
	return 0;
}

static int setup_all(void **state)
{
	(void)state;
	return fetch_global_init() == CT_OK ? serve_start() : -1;
}

#endif

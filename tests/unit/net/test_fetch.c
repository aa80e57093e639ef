#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

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
	    .timeout_ms = 3000,
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
	serve_logged = 0;
	serve_log[0] = '\0';
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

static void an_answer(void **state)
{
	(void)state;
	struct got g = get(at(1, "/ok"));
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(g.r.status, 200);
	assert_string_equal(g.body, "hello");
	assert_string_equal(g.url, at(1, "/ok"));
	assert_false(g.has_moved_to);
	assert_string_equal(g.etag, "W/\"a, b\\c; \xe9\"");
	assert_string_equal(g.modified, "Sun, 22 Nov 2026 04:00:00 +0000");
	assert_string_equal(g.type, "text/xml; charset=utf-8");
	assert_string_equal(g.link, "<a>; rel=hub, <b>; rel=self");
	assert_int_equal(g.r.max_age, 600);
	assert_int_equal(g.r.retry_after, -1);
	assert_in_range(g.r.wire_bytes, 100, 1000);
	g = get(at(1, "/nothing"));
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(g.r.status, 404);
	assert_false(g.has_etag);
}

static void what_is_sent(void **state)
{
	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	struct got g = get(at(1, "/echo"));
	char *user_agent =
	    strstr(g.body, "\r\nUser-Agent: copytaster-test/1 (+https://example.org)\r\n");
	assert_non_null(user_agent);
	assert_non_null(strstr(g.body, "\r\nAccept-Encoding: gzip, deflate\r\n"));
	assert_int_equal(strncmp(g.body, "GET /echo HTTP/1.1\r\n", 20), 0);
	static const char *const never[] = {"Cookie", "Referer", "Expect", "If-", "Authorization"};
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_null(strstr(g.body, never[i]));
	get(at(1, "/q?b=%2f&a=1&&x=%C3%A9+~'*#frag"));
	assert_non_null(strstr(serve_log, "GET /q?b=%2f&a=1&&x=%C3%A9+~'* HTTP/1.1\r\n"));
	unsetenv("http_proxy");
}

static void conditions_go_back_byte_for_byte(void **state)
{
	struct fetch_request r = request(at(1, "/304"));
	struct got g;
	(void)state;
	r.etag = "W/\"a, b\\c; \xe9\"";
	r.last_modified = "yesterday, perhaps";
	run(&g, r);
	assert_int_equal(g.r.status, 304);
	assert_string_equal(g.etag, "\"new\"");
	assert_non_null(strstr(serve_log, "\r\nIf-Modified-Since: yesterday, perhaps\r\n"));
	r.url = at(1, "/echo");
	r.etag = "\"a\r\nX-Evil: 1\"";
	r.last_modified = "a\tb";
	run(&g, r);
	assert_null(strstr(g.body, "Evil"));
	assert_null(strstr(g.body, "If-"));
}

static void hints_when_to_come_again(void **state)
{
	(void)state;
	struct got g = get(at(1, "/429"));
	assert_int_equal(g.r.status, 429);
	assert_int_equal(g.r.retry_after, 120);
	assert_int_equal(g.r.max_age, -1);
	g = get(at(1, "/503"));
	assert_int_equal(g.r.retry_after, 3600);
}

static void redirects(void **state)
{
	char url[512];
	(void)state;
	struct got g = get(at(1, "/a/b/relative?x"));
	assert_string_equal(g.url, at(1, "/a/ok?y=+%c3%bc"));
	g = get(at(1, "/to/302/ok")); /* relative: to itself */
	assert_int_equal(g.r.outcome, FETCH_EREDIRECT);
	assert_int_equal(g.r.status, 302);
	g = get(at(1, "/to/302//to/301//ok"));
	assert_int_equal(g.r.status, 200);
	assert_string_equal(g.body, "hello");
	assert_string_equal(g.url, at(1, "/ok"));
	assert_false(g.has_moved_to); /* the chain was broken at its start */
	g = get(at(1, "/to/301//to/308//ok"));
	assert_string_equal(g.moved_to, at(1, "/ok"));
	g = get(at(1, "/to/301//to/302//ok"));
	assert_string_equal(g.moved_to, at(1, "/to/302//ok"));
	assert_string_equal(g.url, at(1, "/ok"));
	snprintf(url, sizeof(url), "/to/303/%s#part", at(2, "/ok"));
	g = get(at(1, url));
	assert_string_equal(g.url, at(2, "/ok"));
	g = get(at(1, "/to/307//to/307//to/307//to/307//to/307//ok"));
	assert_int_equal(g.r.outcome, FETCH_DONE);
	g = get(at(1, "/to/307//to/307//to/307//to/307//to/307//to/307//ok"));
	assert_int_equal(g.r.outcome, FETCH_EREDIRECT);
	assert_int_equal(g.r.status, 307);
	assert_false(g.has_moved_to);
}

static void redirects_that_are_not_followed(void **state)
{
	static const char *const paths[] = {"/to/302/file:///etc/passwd",
	    "/to/301/ftp://127.0.0.1/", "/to/302/gopher://127.0.0.1:70/", "/to/302/http://",
	    "/to/302/data:text/plain,x", "/to/302/http://127.0.0.1:99999/"};
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct got g = get(at(1, paths[i]));
		assert_int_equal(g.r.outcome, FETCH_EREDIRECT);
	}
	struct got g = get(at(1, "/to/300//ok")); /* a choice for a person */
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(g.r.status, 300);
}

static void forbidden_addresses(void **state)
{
	char url[64];
	struct fetch_request r;
	struct got g = get(at(1, "/to/302/http://10.0.0.1/"));
	(void)state;
	assert_int_equal(g.r.outcome, FETCH_EFORBIDDEN);
	assert_string_equal(g.r.error, "10.0.0.1 is not a public address");
	assert_int_equal(get("http://169.254.169.254/latest").r.outcome, FETCH_EFORBIDDEN);
	assert_int_equal(get("http://[::1]/").r.outcome, FETCH_EFORBIDDEN);
	assert_int_equal(get("http://[fe80::1]/").r.outcome, FETCH_EFORBIDDEN);
	assert_int_equal(get("http://[::ffff:10.0.0.1]/").r.outcome, FETCH_EFORBIDDEN);
	assert_int_equal(get("http://0x0a.1/").r.outcome, FETCH_EFORBIDDEN);
	assert_int_equal(get("http://167772161/").r.outcome, FETCH_EFORBIDDEN);
	int before = atomic_load(&serve_conns);
	snprintf(url, sizeof(url), "http://localhost:%d/ok", serve_port);
	const char *const own[] = {at(1, "/ok"), url, at(1, "/ok") + 0};
	for (size_t i = 0; i < 3; i++) {
		r = request(own[i]);
		r.allow = NULL;
		r.nallow = 0;
		run(&g, r);
		assert_int_equal(g.r.outcome, FETCH_EFORBIDDEN);
	}
	assert_int_equal(atomic_load(&serve_conns), before);
}

/* A connection that is there, opened while its address was allowed. */
static void a_connection_serves_its_own_list_only(void **state)
{
	struct got g[6];
	struct fetch_request r = request(at(1, "/conn"));
	struct guard_block other;
	int first;
	(void)state;
	for (int i = 0; i < 3; i++) /* two at once; the third takes a connection over */
		start(&g[i], &r);
	loop_run(l);
	first = atoi(g[0].body);
	assert_true(atoi(g[2].body) == first || atoi(g[2].body) == atoi(g[1].body));
	guard_parse(VIEW_LIT("10.0.0.0/8"), &other);
	for (int i = 0; i < 4; i++)
		start(&g[i], &r);
	r.allow = &other;
	for (int i = 4; i < 6; i++)
		start(&g[i], &r);
	loop_run(l);
	for (int i = 0; i < 6; i++)
		assert_int_equal(g[i].r.outcome, i < 4 ? FETCH_DONE : FETCH_EFORBIDDEN);
}

static void only_the_first_host_is_told(void **state)
{
	const char *const headers[] = {"X-Secret: canary", "Authorization: Bearer canary", NULL};
	char path[512];
	struct got g;
	(void)state;
	snprintf(path, sizeof(path), "/to/302/%s", at(2, "/echo"));
	struct fetch_request r = request(at(1, path));
	r.headers = headers;
	r.etag = "\"canary\"";
	run(&g, r);
	assert_int_equal(g.r.status, 200);
	assert_null(strstr(g.body, "canary"));
	assert_non_null(strstr(serve_log, "\r\nX-Secret: canary\r\n"));
	assert_non_null(strstr(serve_log, "\r\nIf-None-Match: \"canary\"\r\n"));
	/* The same host keeps them; one that comes back does not get them again. */
	r.url = at(1, "/to/302//echo");
	run(&g, r);
	assert_non_null(strstr(g.body, "\r\nX-Secret: canary\r\n"));
	snprintf(path, sizeof(path), "/to/302/http://127.0.0.2:%d/to/302/%s", serve_port,
	    at(1, "/echo"));
	r.url = at(1, path);
	run(&g, r);
	assert_int_equal(g.r.status, 200);
	assert_null(strstr(g.body, "canary"));
	/* A second redirect within the other host changes nothing. */
	snprintf(path, sizeof(path), "/to/302/http://127.0.0.2:%d/to/302//echo", serve_port);
	r.url = at(1, path);
	run(&g, r);
	assert_int_equal(g.r.status, 200);
	assert_null(strstr(g.body, "canary"));
	/* Nor does the next request get what this one was given. */
	r = request(at(1, "/echo"));
	run(&g, r);
	assert_null(strstr(g.body, "canary"));
	/* Validators of the second host go there, and there alone. */
	serve_logged = 0;
	snprintf(path, sizeof(path), "/to/302/%s", at(2, "/echo"));
	r = request(at(1, path));
	r.etag = "\"canary\"";
	r.validated_url = at(2, "/echo");
	run(&g, r);
	assert_non_null(strstr(g.body, "\r\nIf-None-Match: \"canary\"\r\n"));
	assert_ptr_equal(
	    strstr(serve_log, "canary"), strstr(strstr(serve_log, "GET /echo"), "canary"));
}

static void credentials(void **state)
{
	char url[512], path[512];
	struct got g;
	(void)state;
	struct fetch_request r = request(at(1, "/401"));
	r.user = "u";
	r.password = "p:w";
	run(&g, r);
	assert_int_equal(g.r.status, 200);
	assert_non_null(strstr(serve_log, "username=\"u\""));
	snprintf(url, sizeof(url), "http://me:p%%40ss@127.0.0.1:%d/401", serve_port);
	g = get(url);
	assert_int_equal(g.r.status, 200);
	assert_string_equal(g.url, at(1, "/401"));
	serve_logged = 0;
	snprintf(path, sizeof(path), "/to/302/%s", at(2, "/401"));
	r.url = at(1, path);
	run(&g, r);
	assert_int_equal(g.r.status, 401);
	assert_null(strstr(serve_log, "Authorization"));
	snprintf(path, sizeof(path), "/to/302/http://x:y@127.0.0.1:%d/401", serve_port);
	g = get(at(1, path));
	assert_int_equal(g.r.status, 401);
}

static void posts(void **state)
{
	const char *const headers[] = {"Content-Type: application/json", NULL};
	const char *const injected[] = {"X: a\r\nY: b", NULL};
	static char big[100000];
	char path[512];
	struct got g;
	(void)state;
	struct fetch_request r = request(at(1, "/body"));
	r.post = true;
	r.headers = headers;
	r.body = (struct view){"{\"a\":\0}", 7};
	run(&g, r);
	assert_int_equal(g.r.status, 200);
	assert_memory_equal(g.body, "{\"a\":", 6);
	assert_int_equal(g.r.wire_bytes % 1000 > 7, 1);
	assert_non_null(strstr(serve_log, "POST /body HTTP/1.1\r\n"));
	assert_non_null(strstr(serve_log, "\r\nContent-Type: application/json\r\n"));
	memset(big, 'b', sizeof(big) - 1);
	r.body = view_of(big);
	r.etag = "\"x\"";
	r.url = at(1, "/to/307//echo");
	run(&g, r);
	assert_int_equal(g.r.status, 200);
	assert_non_null(strstr(g.body, "POST /echo"));
	assert_null(strstr(g.body, "Expect"));
	assert_null(strstr(g.body, "If-None-Match"));
	r.url = at(1, "/to/302//echo");
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_EREDIRECT);
	snprintf(path, sizeof(path), "/to/308/%s", at(2, "/echo"));
	r.url = at(1, path);
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_EREDIRECT);
	g = get(at(1, "/echo")); /* the next is a GET again, and has no body */
	assert_int_equal(strncmp(g.body, "GET ", 4), 0);
	assert_null(strstr(g.body, "Content-"));
	r.headers = injected;
	assert_int_equal(fetch_start(f, &r, done, &g, NULL), CT_EINVAL);
	assert_int_equal(fetch_running(f), 0);
}

static void what_is_too_big(void **state)
{
	struct fetch_request r = request(at(1, "/bomb"));
	struct got g;
	(void)state;
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_ETOOBIG);
	assert_true(g.r.wire_bytes < 200000);
	r.max_bytes = (size_t)64 << 20;
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(g.r.body.n, 64 << 20);
	assert_int_equal(get(at(1, "/endless")).r.outcome, FETCH_ETOOBIG);
	assert_int_equal(get(at(1, "/headers")).r.outcome, FETCH_ETOOBIG);
	r = request(at(1, "/ok"));
	r.max_bytes = 5;
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_DONE);
	r.max_bytes = 4;
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_ETOOBIG);
}

static void what_is_cut_off(void **state)
{
	(void)state;
	assert_int_equal(get(at(1, "/cut")).r.outcome, FETCH_ECUT);
	assert_int_equal(get(at(1, "/cut-chunk")).r.outcome, FETCH_ECUT);
	assert_int_equal(get(at(1, "/empty")).r.outcome, FETCH_ECUT);
	assert_int_equal(get(at(1, "/cut-header")).r.outcome, FETCH_ECUT);
	assert_int_not_equal(get(at(1, "/old")).r.outcome, FETCH_DONE);
	struct got g = get(at(1, "/no-length")); /* nobody can tell */
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_string_equal(g.body, "hello");
}

static void no_way(void **state)
{
	(void)state;
	assert_int_equal(get("file:///etc/passwd").r.outcome, FETCH_EURL);
	assert_int_equal(get("127.0.0.1/ok").r.outcome, FETCH_EURL);
	assert_int_equal(get("").r.outcome, FETCH_EURL);
	assert_int_equal(get("http://127.0.0.1:1/").r.outcome, FETCH_ECONNECT);
	assert_int_equal(get("http://nowhere.invalid/").r.outcome, FETCH_EDNS);
	assert_int_equal(get("http://b\xc3\xbc\x63her.invalid/").r.outcome, FETCH_EDNS);
	char url[64];
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", serve_port);
	assert_int_equal(get(url).r.outcome, FETCH_ETLS);
}

static void time_runs_out(void **state)
{
	static const char *const paths[] = {"/slow", "/drip", "/to/302//slow"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fetch_request r = request(at(1, paths[i]));
		struct got g;
		r.timeout_ms = 200;
		run(&g, r);
		assert_int_equal(g.r.outcome, FETCH_ETIMEOUT);
		assert_in_range(g.r.ms, 190, 1000);
	}
}

static void limits_and_turns(void **state)
{
	static struct got g[24];
	(void)state;
	teardown(NULL);
	make(8, 2);
	atomic_store(&serve_most, 0);
	/* Twelve of one host, with a time limit that the wait alone exceeds. */
	struct fetch_request r = request(at(1, "/hold"));
	r.timeout_ms = 150;
	for (int i = 0; i < 12; i++)
		start(&g[i], &r);
	assert_int_equal(fetch_running(f), 12);
	loop_run(l);
	for (int i = 0; i < 12; i++)
		assert_int_equal(g[i].r.outcome, FETCH_DONE);
	assert_int_equal(atomic_load(&serve_most), 2);
	/* Many hosts: never more than eight at once. */
	atomic_store(&serve_most, 0);
	for (int i = 0; i < 24; i++) {
		r = request(at(1 + i, "/hold"));
		start(&g[i], &r);
	}
	loop_run(l);
	for (int i = 0; i < 24; i++)
		assert_int_equal(g[i].r.outcome, FETCH_DONE);
	assert_int_equal(atomic_load(&serve_most), 8);
}

static void cancel_at_any_time(void **state)
{
	static struct got g[8];
	struct fetch_request slow = request(at(1, "/slow")), ok = request(at(2, "/ok"));
	(void)state;
	for (int i = 0; i < 4; i++) /* two run, two wait */
		start(&g[i], &slow);
	struct fetch_request bad = request("nonsense");
	start(&g[4], &bad); /* over, and to be delivered */
	start(&g[5], &ok);
	for (int i = 0; i < 5; i++, waited--)
		fetch_cancel(g[i].handle);
	loop_run(l);
	assert_int_equal(g[5].calls, 1);
	for (int i = 0; i < 5; i++)
		assert_int_equal(g[i].calls, 0);
	assert_int_equal(fetch_running(f), 0);
}

static struct fetch *victims[3];
static int cancelled_calls;

static void never(void *ctx, struct fetch_result *r)
{
	(void)ctx;
	(void)r;
	cancelled_calls++;
}

static void cancel_all(void *ctx, struct fetch_result *r)
{
	(void)r;
	for (int i = 0; i < 3; i++)
		fetch_cancel(victims[i]);
	fetch_cancel(*(struct fetch **)ctx); /* itself: no effect */
	loop_stop(l);
}

static void cancel_within_a_callback(void **state)
{
	struct fetch_request slow = request(at(1, "/slow")), bad = request("nonsense");
	struct fetch *self;
	(void)state;
	cancelled_calls = 0;
	assert_int_equal(fetch_start(f, &slow, never, NULL, &victims[0]), CT_OK);
	assert_int_equal(fetch_start(f, &bad, cancel_all, &self, &self), CT_OK);
	assert_int_equal(fetch_start(f, &bad, never, NULL, &victims[1]), CT_OK);
	assert_int_equal(fetch_start(f, &slow, never, NULL, &victims[2]), CT_OK);
	loop_run(l);
	assert_int_equal(cancelled_calls, 0);
	assert_int_equal(fetch_running(f), 0);
}

static void free_all(void *ctx, struct fetch_result *r)
{
	(void)ctx;
	assert_int_equal(r->status, 200);
	fetch_free(f);
	f = NULL;
	loop_stop(l);
}

static void free_within_a_callback(void **state)
{
	struct fetch_request slow = request(at(1, "/slow")), ok = request(at(2, "/ok"));
	(void)state;
	cancelled_calls = 0;
	for (int i = 0; i < 3; i++)
		assert_int_equal(fetch_start(f, &slow, never, NULL, NULL), CT_OK);
	assert_int_equal(fetch_start(f, &ok, free_all, NULL, NULL), CT_OK);
	loop_run(l);
	assert_int_equal(cancelled_calls, 0);
}

static int left;

static void take_and_start(void *ctx, struct fetch_result *r)
{
	struct fetch_request next = request(at(1, "/ok"));
	char *body;
	size_t n;
	assert_int_equal(r->outcome, FETCH_DONE);
	body = buf_steal(&r->body, &n);
	assert_int_equal(n, 5);
	assert_string_equal(body, "hello");
	free(body);
	if (--left == 0)
		loop_stop(l);
	else
		assert_int_equal(fetch_start(f, &next, take_and_start, ctx, NULL), CT_OK);
}

static void start_within_a_callback(void **state)
{
	struct fetch_request ok = request(at(1, "/ok"));
	(void)state;
	left = 50;
	assert_int_equal(fetch_start(f, &ok, take_and_start, NULL, NULL), CT_OK);
	loop_run(l);
	assert_int_equal(fetch_running(f), 0);
}

/* A proxy gets the request; an address in the URL is checked all the same. */
static void by_a_proxy(void **state)
{
	char proxy[64];
	struct got g;
	(void)state;
	teardown(NULL);
	snprintf(proxy, sizeof(proxy), "http://127.0.0.3:%d", serve_port);
	make(8, 2);
	fetch_free(f);
	f = fetch_new(l, &(struct fetch_options){.proxy = proxy, .max_connections = 1});
	struct fetch_request r = request("http://feeds.invalid/x");
	r.nallow = 0;
	run(&g, r);
	assert_int_equal(g.r.status, 404);
	assert_non_null(strstr(serve_log, "GET http://feeds.invalid/x HTTP/1.1"));
	r.url = "http://10.0.0.1/";
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_EFORBIDDEN);
	r.url = "http://[::1]/";
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_EFORBIDDEN);
}

/* In a network of its own, with a name server that never answers. */
static int with_silent_names(void)
{
	uid_t uid = getuid();
	if (unshare(CLONE_NEWNS | CLONE_NEWNET | (uid == 0 ? 0 : CLONE_NEWUSER)) != 0 ||
	    mount("none", "/", "", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("t", "/mnt", "tmpfs", 0, NULL) != 0)
		return 77;
	FILE *c = fopen("/mnt/resolv.conf", "w");
	if (c == NULL || fputs("nameserver 127.0.0.1\noptions timeout:3 attempts:1\n", c) < 0 ||
	    fclose(c) != 0 || mount("/mnt/resolv.conf", "/etc/resolv.conf", "", MS_BIND, NULL) != 0)
		return 77;
	if (system("ip link set lo up 2>/dev/null") != 0)
		return 77;
	struct sockaddr_in dns = {.sin_family = AF_INET, .sin_port = htons(53)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(fd, (struct sockaddr *)&dns, sizeof(dns)) != 0)
		return 77;
	make(8, 2);
	struct got g[2];
	struct timespec t[2];
	struct fetch_request r = request("http://feeds.example.org/");
	r.timeout_ms = 300;
	clock_gettime(CLOCK_MONOTONIC, &t[0]);
	start(&g[0], &r);
	loop_run(l);
	start(&g[1], &r);
	fetch_cancel(g[1].handle);
	clock_gettime(CLOCK_MONOTONIC, &t[1]);
	long ms = (t[1].tv_sec - t[0].tv_sec) * 1000 + (t[1].tv_nsec - t[0].tv_nsec) / 1000000;
	return g[0].r.outcome != FETCH_ETIMEOUT ? 2 : ms > 1500 ? 3 : 0;
}

static void a_silent_name_server_stalls_nobody(void **state)
{
	int status;
	(void)state;
	pid_t pid = fork();
	if (pid == 0)
		_exit(with_silent_names());
	waitpid(pid, &status, 0);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(an_answer),
	    T(what_is_sent),
	    T(conditions_go_back_byte_for_byte),
	    T(hints_when_to_come_again),
	    T(redirects),
	    T(redirects_that_are_not_followed),
	    T(forbidden_addresses),
	    T(a_connection_serves_its_own_list_only),
	    T(only_the_first_host_is_told),
	    T(credentials),
	    T(posts),
	    T(what_is_too_big),
	    T(what_is_cut_off),
	    T(no_way),
	    T(time_runs_out),
	    T(limits_and_turns),
	    T(cancel_at_any_time),
	    T(cancel_within_a_callback),
	    T(free_within_a_callback),
	    T(start_within_a_callback),
	    T(by_a_proxy),
	    cmocka_unit_test(a_silent_name_server_stalls_nobody),
	};
	return cmocka_run_group_tests(tests, setup_all, NULL);
}

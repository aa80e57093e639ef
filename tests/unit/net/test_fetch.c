/* What is asked, what is answered, where redirects lead, and who is told what. */
#include "count.h"
#include "net/fetching.h"

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
	for (size_t i = 0; i < COUNT(never); i++)
		assert_null(strstr(g.body, never[i]));
	get(at(1, "/q?b=%2f&a=1&&x=%C3%A9+~'*#frag"));
	assert_non_null(strstr(serve_seen(), "GET /q?b=%2f&a=1&&x=%C3%A9+~'* HTTP/1.1\r\n"));
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
	assert_non_null(strstr(serve_seen(), "\r\nIf-Modified-Since: yesterday, perhaps\r\n"));
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
	for (size_t i = 0; i < COUNT(paths); i++) {
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
	assert_non_null(strstr(serve_seen(), "\r\nX-Secret: canary\r\n"));
	assert_non_null(strstr(serve_seen(), "\r\nIf-None-Match: \"canary\"\r\n"));
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
	serve_forget();
	snprintf(path, sizeof(path), "/to/302/%s", at(2, "/echo"));
	r = request(at(1, path));
	r.etag = "\"canary\"";
	r.validated_url = at(2, "/echo");
	run(&g, r);
	assert_non_null(strstr(g.body, "\r\nIf-None-Match: \"canary\"\r\n"));
	assert_ptr_equal(
	    strstr(serve_seen(), "canary"), strstr(strstr(serve_seen(), "GET /echo"), "canary"));
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
	assert_non_null(strstr(serve_seen(), "username=\"u\""));
	snprintf(url, sizeof(url), "http://me:p%%40ss@127.0.0.1:%d/401", serve_port);
	g = get(url);
	assert_int_equal(g.r.status, 200);
	assert_string_equal(g.url, at(1, "/401"));
	serve_forget();
	snprintf(path, sizeof(path), "/to/302/%s", at(2, "/401"));
	r.url = at(1, path);
	run(&g, r);
	assert_int_equal(g.r.status, 401);
	assert_null(strstr(serve_seen(), "Authorization"));
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
	assert_non_null(strstr(serve_seen(), "POST /body HTTP/1.1\r\n"));
	assert_non_null(strstr(serve_seen(), "\r\nContent-Type: application/json\r\n"));
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
	};
	return cmocka_run_group_tests(tests, setup_all, NULL);
}

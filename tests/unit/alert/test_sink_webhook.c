/* Webhooks against a small server in a thread of its own. */
#include "alert_rig.h"
#include "count.h"
#include "starve.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include <nettle/hmac.h>

/* Answers each request with `answer`, and keeps the last. */
static struct server {
	int fd, port;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	char answer[100000];
	int delay_ms;
	size_t before_famine; /* bytes of it; behind them the client has no memory. 0: has */
	struct got {
		int hits;
		char request[100000], body[100000];
	} got;
} server = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct rig rig;
static char url[128];
static int64_t timeout_s;

static size_t read_request(int fd, char *p, size_t max)
{
	size_t n = 0, need = SIZE_MAX;

	while (n < max - 1 && n < need) {
		ssize_t got = read(fd, p + n, max - 1 - n);

		if (got <= 0)
			break;
		n += (size_t)got;
		p[n] = '\0';
		const char *end = strstr(p, "\r\n\r\n"), *length = strcasestr(p, "content-length:");
		if (end != NULL)
			need = (size_t)(end - p) + 4 +
			       (length != NULL ? (size_t)atol(length + 15) : 0);
	}
	return n;
}

static void starve_from_now(bool yes)
{
	starve_state.at = yes ? 0 : -1;
	starve_state.on = starve_state.counts = yes;
}

static void *serve(void *arg)
{
	static char request[100000];

	(void)arg;
	for (int c; (c = accept(server.fd, NULL, NULL)) >= 0; close(c)) {
		size_t n = read_request(c, request, sizeof(request));

		if (n == 0)
			continue;
		pthread_mutex_lock(&server.lock);
		const char *body = strstr(request, "\r\n\r\n");
		server.got.hits++;
		snprintf(server.got.request, sizeof(server.got.request), "%s", request);
		snprintf(
		    server.got.body, sizeof(server.got.body), "%s", body != NULL ? body + 4 : "");
		int delay = server.delay_ms;
		pthread_mutex_unlock(&server.lock);
		struct pollfd gone = {.fd = c, .events = POLLRDHUP};
		poll(&gone, 1, delay);
		pthread_mutex_lock(&server.lock);
		const char *rest = server.answer + server.before_famine;
		if (server.before_famine > 0) {
			(void)!write(c, server.answer, server.before_famine);
			usleep(300000); /* until that is read */
			starve_from_now(true);
		}
		(void)!write(c, rest, strlen(rest));
		pthread_mutex_unlock(&server.lock);
		shutdown(c, SHUT_WR);
		while (read(c, request, sizeof(request)) > 0)
			;
	}
	return NULL;
}

/* What it has got up to now, until the next call. */
static const struct got *seen(void)
{
	static struct got copy;

	pthread_mutex_lock(&server.lock);
	copy = server.got;
	pthread_mutex_unlock(&server.lock);
	return &copy;
}

/* It answers so much later, or once the client has gone. */
static void slow_down(int ms)
{
	pthread_mutex_lock(&server.lock);
	server.delay_ms = ms;
	pthread_mutex_unlock(&server.lock);
}

static int start_server(void **state)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(sa);

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server.fd, (struct sockaddr *)&sa, n) != 0 || listen(server.fd, 16) != 0 ||
	    getsockname(server.fd, (struct sockaddr *)&sa, &n) != 0)
		return -1;
	server.port = ntohs(sa.sin_port);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/hook?token=SECRETTOKEN", server.port);
	return fetch_global_init() != CT_OK ||
	       pthread_create(&server.thread, NULL, serve, NULL) != 0;
}

static int stop_server(void **state)
{
	(void)state;
	shutdown(server.fd, SHUT_RDWR);
	pthread_join(server.thread, NULL);
	return close(server.fd);
}

static int set_up(void **state)
{
	(void)state;
	rig_begin(&rig, "", "");
	sinks_free(rig.sinks);
	struct fetch_options f = {
	    .user_agent = "copytaster-test", .max_connections = 20, .max_per_host = 10};
	rig.fetcher = fetch_new(rig.loop, &f);
	assert_non_null(rig.fetcher);
	struct sinks_options o = {.loop = rig.loop, .fetcher = rig.fetcher};
	rig.sinks = sinks_new(&o, rig_done, &rig);
	pthread_mutex_lock(&server.lock);
	server.got.hits = server.delay_ms = 0;
	pthread_mutex_unlock(&server.lock);
	timeout_s = 15;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	sinks_free(rig.sinks);
	fetch_free(rig.fetcher);
	rig.sinks = NULL;
	rig_end(&rig);
	return 0;
}

static void configure(const char *secret_file, bool allow)
{
	static char block[] = "127.0.0.0/8";
	static char *blocks[] = {block};
	struct conf_alert a = rig_sink("web", CONF_WEBHOOK);

	a.url = url;
	a.secret_file = secret_file;
	a.allow = (struct conf_strings){blocks, allow ? 1 : 0};
	a.timeout = timeout_s;
	rig_configure(&rig, &a, 1);
}

static void answer(const char *status, const char *headers)
{
	pthread_mutex_lock(&server.lock);
	snprintf(server.answer, sizeof(server.answer),
	    "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n%s\r\n", status, headers);
	pthread_mutex_unlock(&server.lock);
}

static enum ct_err deliver(int64_t n)
{
	char *json = rig_json(ID_A);
	enum ct_err err = sinks_deliver(rig.sinks, "web", n, view_of(json), ID_A);

	free(json);
	return err;
}

static void header(const char *name, char out[256])
{
	const char *at = strcasestr(seen()->request, name);

	assert_non_null(at);
	at += strlen(name);
	snprintf(out, 256, "%.*s", (int)strcspn(at, "\r\n"), at);
}

static void check_signature(const char *key)
{
	struct hmac_sha256_ctx ctx;
	char stamp[256], got[256], want[256] = "sha256=";
	uint8_t mac[32];

	header("X-Copytaster-Timestamp: ", stamp);
	header("X-Copytaster-Signature: ", got);
	hmac_sha256_set_key(&ctx, strlen(key), (const uint8_t *)key);
	hmac_sha256_update(&ctx, strlen(stamp), (const uint8_t *)stamp);
	hmac_sha256_update(&ctx, 1, (const uint8_t *)".");
	hmac_sha256_update(&ctx, strlen(seen()->body), (const uint8_t *)seen()->body);
	hmac_sha256_digest(&ctx, 32, mac);
	for (size_t i = 0; i < 32; i++)
		snprintf(want + 7 + 2 * i, 3, "%02x", mac[i]);
	assert_string_equal(got, want);
	long long t = atoll(stamp);
	assert_in_range(t, time(NULL) - 30, time(NULL) + 1);
}

static void posts_and_signs(void **state)
{
	char path[256], value[256];

	(void)state;
	rig_write(rig_path(&rig, "key", path), VIEW_LIT("hush hush\n"), 0600);
	answer("204 No Content", "");
	configure(path, true);
	assert_int_equal(deliver(11), CT_OK);
	rig_wait(&rig, 1);
	assert_true(rig.last.ok);
	assert_int_equal(rig.last.delivery, 11);
	char *json = rig_json(ID_A);
	assert_string_equal(seen()->body, json);
	free(json);
	assert_int_equal(
	    strncmp(seen()->request, "POST /hook?token=SECRETTOKEN HTTP/1.1\r\n", 39), 0);
	header("\r\nContent-Type: ", value);
	assert_string_equal(value, "application/json");
	header("\r\nX-Copytaster-Alert: ", value);
	assert_string_equal(value, ID_A);
	assert_null(strcasestr(seen()->request, "\r\nExpect:"));
	assert_null(strcasestr(seen()->request, "\r\nCookie:"));
	check_signature("hush hush");
	assert_null(strstr(seen()->request, "hush"));
}

static void statuses_mean_what_they_say(void **state)
{
	static const struct {
		const char *status, *headers;
		bool ok, permanent;
		int64_t wait;
	} cases[] = {
	    {"200 OK", "", true, false, 0},
	    {"202 Accepted", "Retry-After: 9\r\n", true, false, 0},
	    {"302 Found", "Location: /elsewhere\r\n", false, false, 0},
	    {"307 Temporary Redirect", "Location: /elsewhere\r\n", false, false, 0},
	    {"400 Bad", "", false, true, 0},
	    {"401 Who", "", false, false, 0},
	    {"403 No", "", false, false, 0},
	    {"404 What", "", false, false, 0},
	    {"408 Slow", "", false, false, 0},
	    {"410 Gone", "", false, true, 0},
	    {"413 Large", "", false, true, 0},
	    {"422 Odd", "", false, true, 0},
	    {"425 Early", "", false, false, 0},
	    {"429 Many", "Retry-After: 120\r\n", false, false, 120},
	    {"500 Oops", "", false, false, 0},
	    {"503 Later", "Retry-After: 7\r\n", false, false, 7},
	};

	(void)state;
	configure("", true);
	for (size_t i = 0; i < COUNT(cases); i++) {
		answer(cases[i].status, cases[i].headers);
		assert_int_equal(deliver(1), CT_OK);
		rig_wait(&rig, i + 1);
		if (rig.last.ok != cases[i].ok || rig.last.permanent != cases[i].permanent ||
		    rig.last.wait != cases[i].wait)
			fail_msg("%s: ok %d permanent %d wait %" PRId64 " %s", cases[i].status,
			    rig.last.ok, rig.last.permanent, rig.last.wait, rig.last.why);
		assert_int_equal(seen()->hits, i + 1);
		if (cases[i].status[0] == '3')
			assert_non_null(strstr(rig.last.why, ": no redirect is followed"));
	}
	assert_null(strcasestr(seen()->request, "X-Copytaster-Signature"));
	assert_string_equal(rig.last.why, "webhook: HTTP 503");
}

static void is_not_posted_where_not_allowed(void **state)
{
	(void)state;
	answer("200 OK", "");
	configure("", false);
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 1);
	assert_false(rig.last.ok || rig.last.permanent);
	assert_int_equal(seen()->hits, 0);
	assert_null(strstr(rig.last.why, "SECRETTOKEN"));
}

/* Without its key nothing is sent; once the file is there, it is. */
static void never_posts_unsigned(void **state)
{
	char path[256];

	(void)state;
	answer("200 OK", "");
	configure(rig_path(&rig, "key", path), true);
	assert_int_equal(deliver(1), CT_OK);
	assert_false(rig.last.ok || rig.last.permanent);
	assert_string_equal(rig.last.why, "webhook: secret_file: No such file or directory");
	assert_int_equal(seen()->hits, 0);
	rig_write(path, VIEW_LIT("k"), 0600);
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 2);
	assert_true(rig.last.ok);
	check_signature("k");
}

static void no_message_tells_the_url(void **state)
{
	static const char *const bad[] = {"ftp://127.0.0.1/SECRETTOKEN", "http://SECRETTOKEN:x/",
	    "http://127.0.0.1:1/SECRETTOKEN", "SECRETTOKEN", ""};
	char keep[128];

	(void)state;
	strcpy(keep, url);
	for (size_t i = 0; i < 5; i++) {
		strcpy(url, bad[i]);
		configure("", true);
		assert_int_equal(deliver(1), CT_OK);
		rig_wait(&rig, i + 1);
		assert_false(rig.last.ok);
		assert_null(strcasestr(rig.last.why, "SECRETTOKEN"));
		assert_int_not_equal(strlen(rig.last.why), 0);
	}
	strcpy(url, keep);
}

static void slow_receivers_time_out(void **state)
{
	(void)state;
	answer("200 OK", "");
	slow_down(60000);
	timeout_s = 1;
	configure("", true);
	assert_int_equal(deliver(1), CT_OK);
	rig_wait(&rig, 1);
	assert_false(rig.last.ok || rig.last.permanent);
}

static void at_most_four_at_once_and_across_reloads(void **state)
{
	(void)state;
	answer("200 OK", "");
	slow_down(50);
	configure("", true);
	for (int i = 0; i < 4; i++)
		assert_int_equal(deliver(i), CT_OK);
	assert_int_equal(deliver(4), CT_ELIMIT);
	assert_int_equal(sinks_running(rig.sinks), 4);
	rig_configure(&rig, NULL, 0);
	rig_wait(&rig, 4);
	assert_true(rig.last.ok);
	assert_int_equal(seen()->hits, 4);
	assert_int_equal(sinks_running(rig.sinks), 0);
	configure("", true);
	assert_int_equal(deliver(5), CT_OK); /* dropped with the sinks, unsaid */
}

/* 2xx is what counts, not how long the receiver goes on about it. */
static void a_long_answer_is_an_answer(void **state)
{
	static const char *const heads[] = {
	    "200 OK", "201 Made\r\nContent-Length: 90000", "422 No"};

	(void)state;
	configure("", true);
	for (int i = 0; i < 3; i++) {
		pthread_mutex_lock(&server.lock);
		snprintf(server.answer, sizeof(server.answer),
		    "HTTP/1.1 %s\r\nConnection: close\r\n\r\n%90000s", heads[i], "");
		pthread_mutex_unlock(&server.lock);
		assert_int_equal(deliver(i), CT_OK);
		rig_wait(&rig, (size_t)i + 1);
		assert_int_equal(rig.last.ok, i < 2);
	}
	assert_true(rig.last.permanent);
	assert_string_equal(rig.last.why, "webhook: HTTP 422");
}

static void answer_raw(const char *text, size_t before_famine)
{
	pthread_mutex_lock(&server.lock);
	snprintf(server.answer, sizeof(server.answer), "%s", text);
	server.before_famine = before_famine;
	pthread_mutex_unlock(&server.lock);
}

/* The status is said in the first line; then the server goes away, or talks nonsense. */
static void a_status_counts_however_it_ends(void **state)
{
	static const struct {
		const char *text;
		bool ok, permanent;
	} cases[] = {
	    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", true, false},
	    {"HTTP/1.1 202 Accepted\r\nETag: ", true, false},
	    {"HTTP/1.1 201 Made\r\nContent-Encoding: gzip\r\n\r\nwhat is not", true, false},
	    {"HTTP/1.1 422 No\r\nContent-Length: 9\r\n\r\nshort", false, true},
	    {"HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\nshort", false, false},
	    {"HTTP/1.1 103 Wait\r\n\r\n", false, false},
	    {"HTTP/1.1 103 Wait\r\n\r\nHTTP/1.1 200 OK\r\nA:", true, false},
	    {"", false, false},
	};

	(void)state;
	configure("", true);
	for (size_t i = 0; i < COUNT(cases); i++) {
		answer_raw(cases[i].text, 0);
		assert_int_equal(deliver(1), CT_OK);
		rig_wait(&rig, i + 1);
		if (rig.last.ok != cases[i].ok || rig.last.permanent != cases[i].permanent)
			fail_msg("%s: ok %d permanent %d %s", cases[i].text, rig.last.ok,
			    rig.last.permanent, rig.last.why);
	}
}

/* From behind the status line on there is no memory: not for a field, not for the body. */
static void no_want_of_memory_undoes_a_2xx(void **state)
{
	static const char *const rests[] = {"ETag: \"some\"\r\n\r\n",
	    "Content-Length: 5\r\n\r\nthere", "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08"};
	static const char head[] = "HTTP/1.1 200 OK\r\n";
	char text[200];

	(void)state;
	if (!STARVE_POSSIBLE)
		skip();
	configure("", true);
	for (size_t i = 0; i < COUNT(rests); i++) {
		snprintf(text, sizeof(text), "%s%s", head, rests[i]);
		answer_raw(text, sizeof(head) - 1);
		assert_int_equal(deliver(1), CT_OK);
		rig_wait(&rig, i + 1);
		starve_from_now(false);
		if (!rig.last.ok)
			fail_msg("%s: %s", rests[i], rig.last.why);
	}
	answer_raw("", 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(posts_and_signs),
	    TEST(statuses_mean_what_they_say),
	    TEST(is_not_posted_where_not_allowed),
	    TEST(never_posts_unsigned),
	    TEST(no_message_tells_the_url),
	    TEST(at_most_four_at_once_and_across_reloads),
	    TEST(slow_receivers_time_out),
	    TEST(a_long_answer_is_an_answer),
	    TEST(a_status_counts_however_it_ends),
	    TEST(no_want_of_memory_undoes_a_2xx),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}

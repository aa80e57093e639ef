/* What is too big, too slow, cut off or forbidden to go on; queues, cancelling, TLS. */
#include <arpa/inet.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

#include "count.h"
#include "net/fetching.h"

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
		assert_in_range(g.r.ms, 190, 4000); /* and not when the server is done */
	}
}

static void limits_and_turns(void **state)
{
	enum { WAITING = 160 }; /* by two, 30 ms each */
	static struct got g[WAITING];
	(void)state;
	teardown(NULL);
	make(8, 2);
	atomic_store(&serve_most, 0);
	atomic_store(&serve_wanted, 2);
	/* All of one host, with a time limit that the wait alone exceeds. */
	struct fetch_request r = request(at(1, "/hold"));
	r.timeout_ms = 2000;
	for (int i = 0; i < WAITING; i++)
		start(&g[i], &r);
	assert_int_equal(fetch_running(f), WAITING);
	loop_run(l);
	for (int i = 0; i < WAITING; i++)
		assert_int_equal(g[i].r.outcome, FETCH_DONE);
	assert_int_equal(atomic_load(&serve_most), 2);
	/* Many hosts: never more than eight at once. */
	atomic_store(&serve_most, 0);
	atomic_store(&serve_wanted, 8);
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
	assert_non_null(strstr(serve_seen(), "GET http://feeds.invalid/x HTTP/1.1"));
	r.url = "https://feeds.invalid/x"; /* what it says to CONNECT is no answer of theirs */
	run(&g, r);
	assert_non_null(strstr(serve_seen(), "CONNECT feeds.invalid:443 HTTP/1.1"));
	assert_int_not_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(g.r.status, 0);
	r.url = "http://10.0.0.1/";
	run(&g, r);
	assert_int_equal(g.r.outcome, FETCH_EFORBIDDEN);
	static const char *const spellings[] = {"http://[::1]/", "http://[fe80::1%25eth0]/",
	    "http://127.1./", "http://0x7f000001./", "http://0177.0.0.1./"};
	for (size_t i = 0; i < COUNT(spellings); i++) {
		r.url = spellings[i];
		run(&g, r);
		if (g.r.outcome != FETCH_EFORBIDDEN)
			fail_msg("%s was asked for", r.url);
	}
}

/* openssl's own server with a certificate made for the occasion; 0: there is none. */
static pid_t tls_server(const char *dir, int *port)
{
	char s[512];
	int p[2];
	pid_t pid;
	snprintf(s, sizeof(s),
	    "cd %s && openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -days 2 "
	    "-subj /CN=test -addext subjectAltName=IP:127.0.0.1 2>/dev/null",
	    dir);
	if (system(s) != 0 || pipe(p) != 0)
		return 0;
	if ((pid = fork()) == 0) {
		if (chdir(dir) != 0)
			_exit(127);
		dup2(p[1], 1);
		execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "c",
		    "-key", "k", "-www", NULL);
		_exit(127);
	}
	close(p[1]);
	FILE *out = fdopen(p[0], "r");
	*port = 0;
	while (*port == 0 && fgets(s, sizeof(s), out) != NULL)
		sscanf(s, "ACCEPT 127.0.0.1:%d", port);
	fclose(out);
	return pid;
}

static void certificates_are_checked(void **state)
{
	char dir[] = "/tmp/test_fetch.XXXXXX", url[64], s[64], cert[64];
	struct got g;
	int port;
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/c", dir);
	pid_t pid = tls_server(dir, &port);
	if (pid <= 0 || port == 0)
		skip();
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", port);
	g = get(url);
	assert_int_equal(g.r.outcome, FETCH_ETLS);
	fetch_free(f);
	f = fetch_new(l, &(struct fetch_options){.ca_file = cert, .max_connections = 1});
	g = get(url);
	assert_int_equal(g.r.status, 200);
	snprintf(url, sizeof(url), "https://127.0.0.2:%d/", port); /* no such server */
	assert_int_equal(get(url).r.outcome, FETCH_ECONNECT);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	snprintf(s, sizeof(s), "rm -r %s", dir);
	assert_int_equal(system(s), 0);
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
	if (c == NULL || fputs("nameserver 127.0.0.1\noptions timeout:30 attempts:1\n", c) < 0 ||
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
	fetch_free(f);
	loop_free(l);
	clock_gettime(CLOCK_MONOTONIC, &t[1]);
	long ms = (t[1].tv_sec - t[0].tv_sec) * 1000 + (t[1].tv_nsec - t[0].tv_nsec) / 1000000;
	return g[0].r.outcome != FETCH_ETIMEOUT ? 2 : ms > 10000 ? 3 : 0;
}

static void a_silent_name_server_stalls_nobody(void **state)
{
	int status;
	(void)state;
	pid_t pid = fork();
	if (pid == 0) { /* a program anew: a child of ours has no threads to build upon */
		execl("/proc/self/exe", "test", "silent names", NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return fetch_global_init() == CT_OK ? with_silent_names() : 1;
#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
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
	    T(certificates_are_checked),
	    cmocka_unit_test(a_silent_name_server_stalls_nobody),
	};
	return cmocka_run_group_tests(tests, setup_all, NULL);
}

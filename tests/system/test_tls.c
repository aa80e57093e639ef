/* https, against nghttpd: HTTP/2, and a certificate that nobody knows. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"

enum { FEEDS = 6 };

static unsigned port;
static pid_t server;
/* An address of our own: between the choice of a port and the server's start no other
 * test takes it, and no client does for its end. */
static char address[INET_ADDRSTRLEN];

static struct sockaddr_in place(unsigned at_port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)at_port)};
	unsigned pid = (unsigned)getpid();
	at.sin_addr.s_addr = htonl(127u << 24 | 1u << 23 | (pid & 0x3fffff) << 1);
	inet_ntop(AF_INET, &at.sin_addr, address, sizeof(address));
	return at;
}

static unsigned free_port(void)
{
	struct sockaddr_in at = place(0);
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &n) != 0)
		rig_fail("no free port");
	close(fd);
	return ntohs(at.sin_port);
}

static void run_server(const char *dir)
{
	char number[16];
	int log;
	snprintf(number, sizeof(number), "%u", port);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (chdir(dir) != 0 || (log = open("tls.log", O_WRONLY | O_CREAT, 0600)) < 0)
		_exit(127);
	dup2(log, 1);
	dup2(log, 2);
	execlp("nghttpd", "nghttpd", "-v", "-a", address, "-d", "www", number, "key", "cert", NULL);
	_exit(127);
}

static bool answers(void)
{
	struct sockaddr_in at = place(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return ok;
}

static void start_server(const struct rig *r)
{
	char command[400];
	if (system("command -v nghttpd openssl >/dev/null") != 0) {
		print_message("nghttpd or openssl is missing: https is not tested\n");
		skip();
	}
	place(0);
	snprintf(command, sizeof(command),
	    "cd %s && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key -out cert "
	    "-subj /CN=%s -addext subjectAltName=IP:%s >/dev/null 2>&1",
	    r->dir, address, address);
	if (system(command) != 0)
		rig_fail("failed: %s", command);
	port = free_port();
	server = fork();
	if (server == 0)
		run_server(r->dir);
	RIG_WAIT(r, 10, answers());
}

static void stop_server(void)
{
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
}

/* How many of nghttpd's connections ("[id=3]") asked for something. */
static size_t connections(const struct rig *r)
{
	char *log = rig_read(r, "tls.log"), mark[64];
	size_t n = 0;
	for (unsigned id = 1; id < 50; id++) {
		snprintf(mark, sizeof(mark), "[id=%u]", id);
		char *at = strstr(log, mark);
		while (at != NULL && strncmp(at + strcspn(at, "r"), "recv (stream_id", 15) != 0)
			at = strstr(at + 1, mark);
		n += at != NULL;
	}
	free(log);
	return n;
}

static void test_http2_asks_a_host_by_one_connection(void **state)
{
	struct rig *r = *state;
	struct buf conf = BUF_INIT(100000);
	char name[32];
	start_server(r);
	buf_addf(&conf, "ca_file = %s/cert\n" KIT_FETCH "per_host = %d\n", r->dir, FEEDS);
	for (unsigned i = 0; i < FEEDS; i++) {
		snprintf(name, sizeof(name), "%u.xml", i);
		KIT_RSS(r, name, {"1", "One", i + 1});
		buf_addf(&conf, "[feed %u]\nurl = https://%s:%u/%s\n", i, address, port, name);
	}
	kit_daemon(r, &conf);
	for (unsigned i = 0; i < FEEDS; i++) {
		snprintf(name, sizeof(name), "%u", i);
		kit_polled(r, name, 1);
		if (!kit_state(r, name, "ok"))
			rig_fail("feed %s is not ok; the server says:\n%s", name,
			    rig_read(r, "tls.log"));
	}
	if (connections(r) != 1)
		rig_fail("%zu connections; the server says:\n%s", connections(r),
		    rig_read(r, "tls.log"));
	stop_server();
}

static void test_an_unknown_certificate_is_told_once(void **state)
{
	static const int64_t pauses[] = {600, 1200, 2400};
	struct rig *r = *state;
	start_server(r);
	rig_config(r,
	    "[fetch]\nallow = 127.0.0.0/8\ninterval = 10m\n[feed a]\nurl = "
	    "https://%s:%u/a.xml\n",
	    address, port);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	for (int i = 0; i < 3; i++) {
		assert_true(kit_state(r, "a", "tls"));
		assert_in_range(kit_pause(r, "a"), pauses[i], pauses[i] + pauses[i] / 10);
		kit_poll(r, "a");
	}
	assert_int_equal(kit_logged(r, "feed a: tls"), 1);
	stop_server();
}

KIT_MAIN(KIT_TEST(test_http2_asks_a_host_by_one_connection),
    KIT_TEST(test_an_unknown_certificate_is_told_once))

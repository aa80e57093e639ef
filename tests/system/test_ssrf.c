/*
 * Feeds, their entries' pages, redirects, names and alerts that point inside: not one packet goes to
 * an address that is not public.  In a network namespace of its own, where every
 * address there is would answer, with a name server of its own, no `allow`, and
 * proxy variables set; what was connected to is counted off the wire.  Skipped,
 * with a word, where no namespace is allowed.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "kit.h"

#define PUBLIC "93.184.216.34"

/* --- a network where everybody answers ------------------------------------------------ */

/* "ip route add local default dev lo": every address is ours. */
static bool all_ours(unsigned char family)
{
	struct {
		struct nlmsghdr head;
		struct rtmsg route;
		char attributes[64];
	} m = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)),
		   .nlmsg_type = RTM_NEWROUTE,
		   .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK},
	    .route = {.rtm_family = family,
		.rtm_table = RT_TABLE_LOCAL,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = RT_SCOPE_HOST,
		.rtm_type = RTN_LOCAL}};
	unsigned lo = if_nametoindex("lo");
	struct rtattr *out = (struct rtattr *)((char *)&m + NLMSG_ALIGN(m.head.nlmsg_len));
	out->rta_type = RTA_OIF;
	out->rta_len = RTA_LENGTH(sizeof(lo));
	memcpy(RTA_DATA(out), &lo, sizeof(lo));
	m.head.nlmsg_len = NLMSG_ALIGN(m.head.nlmsg_len) + RTA_LENGTH(sizeof(lo));
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[256];
	} answer = {.error.error = -1};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	bool sent = fd >= 0 && send(fd, &m, m.head.nlmsg_len, 0) > 0 &&
		    recv(fd, &answer, sizeof(answer), 0) > 0;
	close(fd);
	return sent && answer.error.error == 0;
}

static bool lo_up(void)
{
	struct ifreq r = {.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "lo");
	bool up = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &r) == 0;
	close(fd);
	return up;
}

/* --- a name server ---------------------------------------------------------------------- */

/* Names end in .example; the second answer to "rebind" is another than the first. */
static const struct name {
	const char *name, *first, *later;
} names[] = {
    {"public", PUBLIC, PUBLIC},
    {"private", "10.0.0.1", "10.0.0.1"},
    {"metadata", "169.254.169.254", "169.254.169.254"},
    {"rebind", PUBLIC, "127.0.0.1"},
    {"six", "fd00::1", "fd00::1"},
    {"mapped", "::ffff:10.0.0.1", "::ffff:10.0.0.1"},
    {"nat64", "64:ff9b::a00:1", "64:ff9b::a00:1"},
};
enum { NAMES = COUNT(names) };
static unsigned asked[NAMES];

/* The answer to one question, behind its own bytes; its size, 0: none. */
static size_t dns_answer(unsigned char *m, size_t n)
{
	char label[64] = "";
	size_t at = 12, i, end = 12;
	if (n < 17 || m[at] >= sizeof(label) || at + m[at] >= n)
		return 0;
	memcpy(label, m + at + 1, m[at]);
	while (end < n && m[end] != 0)
		end += m[end] + 1u;
	end += 5; /* the root, type, class */
	if (end > n)
		return 0;
	unsigned type = (unsigned)m[end - 4] << 8 | m[end - 3];
	m[2] = 0x84, m[3] = 0, m[6] = m[7] = 0;
	memset(m + 8, 0, 4);
	for (i = 0; i < NAMES && strcmp(label, names[i].name) != 0;)
		i++;
	if (i == NAMES) {
		m[3] = 3; /* no such name */
		return end;
	}
	const char *text = asked[i] < 2 ? names[i].first : names[i].later;
	bool six = strchr(text, ':') != NULL;
	asked[i]++;
	if (type != (six ? 28u : 1u))
		return end;
	size_t size = six ? 16 : 4;
	const unsigned char head[] = {
	    0xc0, 12, 0, (unsigned char)type, 0, 1, 0, 0, 0, 0, 0, (unsigned char)size};
	memcpy(m + end, head, sizeof(head));
	inet_pton(six ? AF_INET6 : AF_INET, text, m + end + sizeof(head));
	m[7] = 1;
	return end + sizeof(head) + size;
}

static void *dns_serve(void *ctx)
{
	int fd = *(int *)ctx;
	unsigned char m[1024];
	struct sockaddr_in from;
	for (;;) {
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(fd, m, 512, 0, (struct sockaddr *)&from, &len);
		size_t size = n > 0 ? dns_answer(m, (size_t)n) : 0;
		if (size > 0)
			sendto(fd, m, size, 0, (struct sockaddr *)&from, len);
	}
	return NULL;
}

static void dns_start(struct rig *r)
{
	static int fd;
	static pthread_t thread;
	char path[128];
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(53)};
	inet_pton(AF_INET, "127.0.0.53", &at.sin_addr);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(pthread_create(&thread, NULL, dns_serve, &fd), 0);
	rig_write(r, "resolv.conf", "nameserver 127.0.0.53\n");
	snprintf(path, sizeof(path), "%s/resolv.conf", r->dir);
	assert_int_equal(mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL), 0);
}

/* --- what was connected to --------------------------------------------------------------- */

struct wire {
	int fd;
	unsigned syns, inside;
	char seen[INET6_ADDRSTRLEN]; /* the last one that is not public */
};

static void wire_open(struct wire *w)
{
	*w = (struct wire){
	    .fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL))};
	int room = 8 << 20;
	assert_true(w->fd >= 0);
	setsockopt(w->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
}

static void wire_read(struct wire *w)
{
	unsigned char p[2048];
	ssize_t n;
	while ((n = recv(w->fd, p, sizeof(p), 0)) > 0) {
		bool six = p[0] >> 4 == 6;
		size_t head = six ? 40 : (size_t)(p[0] & 15) * 4;
		if ((six ? p[6] : p[9]) != IPPROTO_TCP || (size_t)n < head + 14)
			continue;
		if ((p[head + 13] & (TH_SYN | TH_ACK)) != TH_SYN)
			continue;
		char to[INET6_ADDRSTRLEN];
		inet_ntop(six ? AF_INET6 : AF_INET, six ? p + 24 : p + 16, to, sizeof(to));
		w->syns++;
		if (strcmp(to, PUBLIC) != 0) {
			w->inside++;
			memcpy(w->seen, to, sizeof(to));
		}
	}
}

/* It sees what it is there to see. */
static void wire_sees(struct wire *w, struct rig *r)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)r->port)};
	inet_pton(AF_INET, "10.0.0.1", &at.sin_addr);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
	wire_read(w);
	assert_true(w->inside > 0);
	assert_string_equal(w->seen, "10.0.0.1");
	close(w->fd);
	wire_open(w);
}

/* --- the test ------------------------------------------------------------------------------- */

/* %u: the port.  All of these want inside. */
static const char *const hostile[] = {
    "http://10.0.0.1:%u/f.xml",
    "http://127.0.0.1:%u/f.xml",
    "http://localhost:%u/f.xml",
    "http://127.1:%u/f.xml",
    "http://0x7f.1:%u/f.xml",
    "http://2130706433:%u/f.xml",
    "http://017700000001:%u/f.xml",
    "http://0:%u/f.xml",
    "http://0.0.0.0:%u/f.xml",
    "http://169.254.169.254:%u/latest/meta-data/",
    "http://100.64.0.1:%u/f.xml",
    "http://192.168.1.1:%u/f.xml",
    "http://172.31.255.255:%u/f.xml",
    "http://198.18.0.1:%u/f.xml",
    "http://192.0.2.1:%u/f.xml",
    "http://240.0.0.1:%u/f.xml",
    "http://255.255.255.255:%u/f.xml",
    "http://224.0.0.1:%u/f.xml",
    "http://[::1]:%u/f.xml",
    "http://[::]:%u/f.xml",
    "http://[fd00::1]:%u/f.xml",
    "http://[fe80::1]:%u/f.xml",
    "http://[::ffff:10.0.0.1]:%u/f.xml",
    "http://[::10.0.0.1]:%u/f.xml",
    "http://[64:ff9b::10.0.0.1]:%u/f.xml",
    "http://[2002:a00:1::]:%u/f.xml",
    "http://[2001:0:a00:1::]:%u/f.xml",
    "http://[2001:db8::1]:%u/f.xml",
    "http://private.example:%u/f.xml",
    "http://metadata.example:%u/f.xml",
    "http://six.example:%u/f.xml",
    "http://mapped.example:%u/f.xml",
    "http://nat64.example:%u/f.xml",
    "http://rebind.example:%u/f.xml",
    "http://public.example:%u/redirect/302?to=http://10.0.0.1/f.xml",
    "http://public.example:%u/redirect/301?to=http://private.example/f.xml",
    "http://public.example:%u/redirect/307?to=http://[::ffff:127.0.0.1]/f.xml",
    "http://public.example:%u/redirect/302?to=//127.1/f.xml",
    "http://public.example:%u/redirect/302?to=http://rebind.example/f.xml",
    "http://public.example:%u/redirect/302?to=file:///etc/passwd",
    "http://public.example:%u/redirect/302?to=gopher://10.0.0.1/x",
};
enum { HOSTILE = COUNT(hostile) };

/* A feed for each, whose one entry links to it. */
static void write_pages(struct rig *r, struct buf *conf)
{
	char path[32];
	for (unsigned i = 0; i < HOSTILE; i++) {
		const char *at = strstr(hostile[i], "%u");
		snprintf(path, sizeof(path), "www/p%u.xml", i);
		rig_write(r, path,
		    "<rss version='2.0'><channel><title>T</title><item><title>Page %u</title>"
		    "<link>%.*s%u%s</link><description>%.200s...</description></item></channel></"
		    "rss>",
		    i, (int)(at - hostile[i]), hostile[i], r->port, at + 2, kit_text(100 + i));
		buf_addf(conf,
		    "[feed page%u]\nurl = http://public.example:%u/p%u.xml\nfulltext = yes\n", i,
		    r->port, i);
	}
}

static void configure(struct rig *r)
{
	struct buf conf = BUF_INIT(1 << 20);
	buf_adds(&conf, "[fetch]\ninterval = 1s\nmin_interval = 1s\nmax_interval = 1s\n"
			"first_poll = alert\n");
	buf_addf(&conf, "[feed good]\nurl = http://public.example:%u/f.xml\n", r->port);
	for (unsigned i = 0; i < HOSTILE; i++) {
		buf_addf(&conf, "[feed bad%u]\nurl = ", i);
		const char *at = strstr(hostile[i], "%u");
		buf_addf(&conf, "%.*s%u%s\n", (int)(at - hostile[i]), hostile[i], r->port, at + 2);
	}
	write_pages(r, &conf);
	buf_addf(&conf,
	    "[alert inside]\ntype = webhook\nurl = http://10.0.0.1:%u/hook\n"
	    "[alert name]\ntype = webhook\nurl = http://rebind.example:%u/hook\n" KIT_FILE,
	    r->port, r->port, r->dir);
	rig_config(r, "%.*s", (int)conf.n, conf.p);
	buf_free(&conf);
}

static void proxies(bool set)
{
	static const char *const variables[] = {
	    "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"};
	for (size_t i = 0; i < 6; i++)
		if (set)
			setenv(variables[i], "http://10.0.0.1:3128", 1);
		else
			unsetenv(variables[i]);
}

static void test_nothing_inside_is_connected_to(void **state)
{
	struct rig *r = *state;
	struct wire w;
	dns_start(r);
	KIT_RSS(r, "f.xml", {"1", "Public", 1});
	configure(r);
	wire_open(&w);
	wire_sees(&w, r);
	proxies(true);
	rig_daemon(r);
	proxies(false);
	/* No page can be had: each entry is judged by what its feed has of it. */
	RIG_WAIT(r, 30, kit_logged(r, "judged by the feed's text") == HOSTILE);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) > HOSTILE);
	/* Three rounds of all of them: "rebind" has had time to change its mind. */
	kit_polled(r, "good", 4);
	RIG_WAIT(r, 20, kit_number(r, "bad33", "polls") >= 3);
	wire_read(&w);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 8000), 0);
	wire_read(&w);
	print_message(
	    "%u connections, %u of them not public, %d addresses tried as feeds and as pages\n",
	    w.syns, w.inside, HOSTILE);
	if (w.inside > 0)
		rig_fail("it connected to %s", w.seen);
	assert_true(w.syns >= 4);
	assert_int_equal(rig_requests(r, "/hook"), 0);
	close(w.fd);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {KIT_TEST(test_nothing_inside_is_connected_to)};
	kit_init(argc, argv);
	if (!kit_unshare(CLONE_NEWNS | CLONE_NEWNET) || !lo_up() || !all_ours(AF_INET)) {
		print_message("no network namespace is allowed here: SSRF was not tried\n");
		return 0;
	}
	if (!all_ours(AF_INET6))
		print_message("no IPv6 here: only its refusal was tried\n");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The floor under a poll: a bare libcurl multi_socket loop on epoll that GETs
 * N feeds, each from a loopback host of its own, once, and exits.
 *
 *	poll_floor [-c CONNECTIONS] [-w DIR] [-t CA] [-d] [-p] [-3] PORT N
 *
 *	-c  at once (100)
 *	-w  the server's directory of 0.xml, 1.xml, ... (g: those that it generates)
 *	-t  by https, certificates checked against this file
 *	-d  libcurl's defaults; else no DNS cache and no kept connections, which
 *	    is what keeps it from slowing down as hosts grow in number
 *	-p  parse what comes with libxml2's push SAX, its text counted
 *	-3  ask a second time with the validators of the first: this round is measured
 *
 * Prints "requests N status2xx A status304 B cpu SECONDS wall SECONDS text BYTES".
 */
#include <curl/curl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct feed {
	char etag[128], modified[64];
	struct curl_slist *headers;
	xmlParserCtxtPtr xml;
};

static CURLM *multi;
static int ep, port, nfeeds, next_feed, running, parse, defaults, conditional;
static long timeout_ms = -1, ok, not_modified;
static unsigned long text_bytes;
static struct feed *feeds;
static const char *dir = "g", *ca;

static void count_text(void *ctx, const xmlChar *s, int n)
{
	(void)ctx;
	(void)s;
	text_bytes += (unsigned long)n;
}

static xmlSAXHandler sax = {
    .initialized = XML_SAX2_MAGIC, .characters = count_text, .cdataBlock = count_text};

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct feed *f = ctx;
	(void)size;
	if (!parse)
		return n;
	if (f->xml == NULL)
		f->xml = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	xmlParseChunk(f->xml, p, (int)n, 0);
	return n;
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct feed *f = ctx;
	(void)size;
	if (n > 8 && strncasecmp(p, "ETag: ", 6) == 0)
		snprintf(f->etag, sizeof(f->etag), "%.*s", (int)n - 8, p + 6);
	if (n > 17 && strncasecmp(p, "Last-Modified: ", 15) == 0)
		snprintf(f->modified, sizeof(f->modified), "%.*s", (int)n - 17, p + 15);
	return n;
}

static int set_socket(CURL *e, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct epoll_event ev = {.data.fd = fd};
	(void)e;
	(void)ctx;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	ev.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
	epoll_ctl(ep, known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &ev);
	curl_multi_assign(multi, fd, multi);
	return 0;
}

static int set_timer(CURLM *m, long ms, void *ctx)
{
	(void)m;
	(void)ctx;
	timeout_ms = ms;
	return 0;
}

static void start(CURL *e, int i)
{
	char s[200];
	struct feed *f = &feeds[i];
	int host = i + 257; /* from 127.0.1.1 on */
	if (e == NULL) {
		e = curl_easy_init();
		curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(e, CURLOPT_PROXY, "");
		curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
		curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
		curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
		if (ca != NULL)
			curl_easy_setopt(e, CURLOPT_CAINFO, ca);
		if (!defaults) {
			curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
			curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
		}
	}
	snprintf(s, sizeof(s), "%s://127.%d.%d.%d:%d/%s/%d.xml", ca != NULL ? "https" : "http",
	    host >> 16, host >> 8 & 255, host & 255, port, dir, i);
	curl_easy_setopt(e, CURLOPT_URL, s);
	curl_easy_setopt(e, CURLOPT_PRIVATE, f);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, f);
	if (conditional && f->etag[0] != '\0') {
		snprintf(s, sizeof(s), "If-None-Match: %s", f->etag);
		f->headers = curl_slist_append(NULL, s);
	} else if (conditional && f->modified[0] != '\0') {
		snprintf(s, sizeof(s), "If-Modified-Since: %s", f->modified);
		f->headers = curl_slist_append(NULL, s);
	}
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, f->headers);
	curl_multi_add_handle(multi, e);
	running++;
}

static void end(CURL *e, CURLcode code)
{
	struct feed *f;
	long status = 0;
	curl_easy_getinfo(e, CURLINFO_PRIVATE, (char **)&f);
	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
	ok += code == CURLE_OK && status / 100 == 2;
	not_modified += code == CURLE_OK && status == 304;
	if (f->xml != NULL) {
		xmlParseChunk(f->xml, NULL, 0, 1);
		xmlFreeParserCtxt(f->xml);
		f->xml = NULL;
	}
	curl_multi_remove_handle(multi, e);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(f->headers);
	f->headers = NULL;
	running--;
	if (next_feed < nfeeds)
		start(e, next_feed++);
	else
		curl_easy_cleanup(e);
}

static void round_of(int connections)
{
	struct epoll_event ev[256];
	int n, left;
	multi = curl_multi_init();
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	ok = not_modified = 0;
	text_bytes = 0;
	for (next_feed = 0; next_feed < nfeeds && next_feed < connections;)
		start(NULL, next_feed++);
	while (running > 0) {
		n = epoll_wait(ep, ev, 256, (int)timeout_ms);
		if (n <= 0)
			curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &left);
		for (int i = 0; i < n; i++)
			curl_multi_socket_action(multi, ev[i].data.fd,
			    (ev[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
				(ev[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
				(ev[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0),
			    &left);
		for (CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;)
			end(m->easy_handle, m->data.result);
	}
	curl_multi_cleanup(multi);
}

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	int opt, connections = 100, twice = 0;
	while ((opt = getopt(argc, argv, "c:w:t:dp3")) != -1) {
		if (opt == 'c')
			connections = atoi(optarg);
		if (opt == 'w')
			dir = optarg;
		if (opt == 't')
			ca = optarg;
		defaults |= opt == 'd';
		parse |= opt == 'p';
		twice |= opt == '3';
		if (opt == '?')
			return 2;
	}
	if (argc - optind != 2 || (port = atoi(argv[optind])) <= 0 ||
	    (nfeeds = atoi(argv[optind + 1])) <= 0) {
		fprintf(stderr,
		    "usage: poll_floor [-c CONNECTIONS] [-w DIR] [-t CA] [-d] [-p] [-3] PORT N\n");
		return 2;
	}
	feeds = calloc((size_t)nfeeds, sizeof(*feeds));
	ep = epoll_create1(EPOLL_CLOEXEC);
	if (feeds == NULL || ep < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return 2;
	if (twice)
		round_of(connections);
	conditional = twice;
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
	round_of(connections);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	wall = seconds(CLOCK_MONOTONIC) - wall;
	printf("requests %d status2xx %ld status304 %ld cpu %.3f wall %.3f text %lu\n", nfeeds, ok,
	    not_modified, cpu, wall, text_bytes);
	free(feeds);
	return ok + not_modified == nfeeds ? 0 : 1;
}

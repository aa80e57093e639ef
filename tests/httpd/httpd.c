/*
 * A web server for tests, the demo and measurements: loopback only, one
 * thread, one epoll.  It prints its port and serves until SIGTERM or SIGINT.
 *
 *	httpd [-r DIR] [-p PORT] [-l REQUESTS] [-s POSTS] [-a] [-g FEEDS:ENTRIES]
 *
 *	-r  root of the files (.)
 *	-p  port (0: any free one)
 *	-l  record of requests, JSON Lines, appended to
 *	-s  record of POSTs, JSON Lines, appended to
 *	-a  answer on all of 127.0.0.0/8, not on 127.0.0.1 alone
 *	-g  generate so many feeds of so many entries, below /g/
 *
 * What it can be made to do wrong is told in reply.h.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "conn.h"
#include "files.h"
#include "generate.h"

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static int log_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		die(path);
	return fd;
}

static int listen_on(unsigned *port, bool any)
{
	int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)*port),
	    .sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 4096) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &n) != 0)
		die("httpd: listen");
	*port = ntohs(at.sin_port);
	return fd;
}

static void files_raise(void)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

int main(int argc, char **argv)
{
	struct server sv = {.root = AT_FDCWD, .posts = -1, .requests = -1, .start = time(NULL)};
	unsigned feeds = 0, entries = 0;
	bool any = false;
	int opt;
	while ((opt = getopt(argc, argv, "r:p:l:s:ag:")) != -1) {
		if (opt == 'r' && (sv.root = open(optarg, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
			die(optarg);
		else if (opt == 'p')
			sv.port = (unsigned)atoi(optarg);
		else if (opt == 'l')
			sv.requests = log_open(optarg);
		else if (opt == 's')
			sv.posts = log_open(optarg);
		else if (opt == 'a')
			any = true;
		else if (opt == 'g' && sscanf(optarg, "%u:%u", &feeds, &entries) != 2)
			opt = '?';
		if (opt == '?') {
			fprintf(stderr,
			    "usage: httpd [-r DIR] [-p PORT] [-l REQUESTS] [-s POSTS] [-a] "
			    "[-g FEEDS:ENTRIES]\n");
			return 2;
		}
	}
	/* Let in only while nothing is done: none comes between a look and the wait. */
	sigset_t ends, before;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, &before);
	struct sigaction sa = {.sa_handler = stop};
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	files_raise();
	if (feeds > 0 && (sv.generated = generate_feeds(feeds, entries, sv.start)) == NULL)
		die("httpd: generate");
	int listener = listen_on(&sv.port, any);
	printf("%u\n", sv.port);
	fflush(stdout);
	if (conn_serve(&sv, listener, &before, &stopped) != 0)
		die("httpd");
	generate_free(sv.generated);
	files_forget(&sv);
	return 0;
}

/*
 * copytaster-hook: runs one exec hook, for the daemon that may run nothing
 * itself.  The request comes on stdin, the answer goes to stdout (request.h).
 * The command is what the configuration says under the name that the request
 * gives: no byte of an alert ever is part of a command or of its environment.
 *
 *	printf '%s\n' desk '{"v":1}' | copytaster-hook -c /etc/copytaster/copytaster.conf
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "request.h"

enum { READ_MS = 30000 };

static int usage(int status)
{
	fputs("usage: copytaster-hook [-c FILE] < request\n", status == 0 ? stdout : stderr);
	return status;
}

static int serve(const char *config)
{
	struct buf in = BUF_INIT(REQUEST_MAX), answer = BUF_INIT(4096);
	bool ran = false;

	if (request_read(STDIN_FILENO, READ_MS, &in) == CT_OK)
		ran = request_serve(buf_view(&in), config, &answer);
	else
		buf_adds(&answer, "error the request could not be read\n");
	struct view v = buf_view(&answer);
	bool told = answer.err == CT_OK && write(STDOUT_FILENO, v.p, v.n) == (ssize_t)v.n;
	if (!ran && v.n > 0)
		fprintf(stderr, "copytaster-hook: %s", v.p);
	buf_free(&in);
	buf_free(&answer);
	return ran && told ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {0},
	};
	const char *config = "/etc/copytaster/copytaster.conf";
	int c;

	while ((c = getopt_long(argc, argv, "c:hV", options, NULL)) != -1) {
		if (c == 'c')
			config = optarg;
		else if (c == 'h')
			return usage(0);
		else if (c == 'V')
			return printf("copytaster-hook %s\n", CT_VERSION) > 0 ? 0 : 1;
		else
			return usage(2);
	}
	return optind == argc ? serve(config) : usage(2);
}

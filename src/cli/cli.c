#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int cli_trouble(const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	for (char *c = line; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			*c = '?';
	fprintf(stderr, "copytaster: %s\n", line);
	return 2;
}

enum { OPTIONS_MAX = 8, FIRST = 256 /* beyond every character */ };

bool cli_options(
    int argc, char **argv, const char *usage, const struct cli_option *table, int *status)
{
	struct option longs[OPTIONS_MAX + 1] = {{"help", no_argument, NULL, 'h'}};

	for (int i = 0; table[i].name != NULL && i < OPTIONS_MAX - 1; i++)
		longs[i + 1] = (struct option){table[i].name,
		    table[i].value != NULL ? required_argument : no_argument, NULL, FIRST + i};
	for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
		if (c < FIRST) {
			*status = c == 'h' ? 0 : 2;
			if (c == 'h')
				fputs(usage, stdout);
			else
				fprintf(stderr, "Try copytaster %s --help.\n", argv[0]);
			return false;
		}
		const struct cli_option *o = &table[c - FIRST];
		if (o->value != NULL)
			*o->value = optarg;
		else if (o->flag != NULL)
			*o->flag = true;
	}
	return true;
}

static bool read_all(int fd, const char *name, struct buf *out)
{
	char chunk[65536];

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			cli_trouble("%s: %s", name, strerror(errno));
			return false;
		}
		if (n == 0)
			return true;
		buf_add(out, chunk, (size_t)n);
		if (out->err != CT_OK) {
			cli_trouble(
			    "%s: %s", name, out->err == CT_ELIMIT ? "too large" : "out of memory");
			return false;
		}
	}
}

const char *cli_name(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0 ? "standard input" : path;
}

bool cli_read(const char *path, size_t max, struct buf *out)
{
	bool std = path == NULL || strcmp(path, "-") == 0;
	int fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	*out = BUF_INIT(max);
	if (fd < 0) {
		cli_trouble("%s: %s", path, strerror(errno));
		return false;
	}
	bool ok = read_all(fd, cli_name(path), out);
	if (!std)
		close(fd);
	if (!ok)
		buf_free(out);
	return ok;
}

bool cli_write(const struct buf *b)
{
	if (b->err != CT_OK) {
		cli_trouble("%s", ct_strerror(b->err));
		return false;
	}
	if ((b->n > 0 && fwrite(b->p, 1, b->n, stdout) != b->n) || fflush(stdout) != 0) {
		if (errno != EPIPE)
			cli_trouble("standard output: %s", strerror(errno));
		return false;
	}
	return true;
}

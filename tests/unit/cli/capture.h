/* Runs a command and keeps what it prints. */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "buf.h"

static struct buf out, err; /* of the command run last, with a NUL */

static inline void capture_file(FILE *f, struct buf *b)
{
	char piece[4096];
	size_t n;
	rewind(f);
	buf_clear(b);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(b, piece, n);
	buf_addc(b, '\0');
	fclose(f);
}

/* Runs a command with its output in out and err. */
static inline int capture(int (*run)(int, char **), const char **argv)
{
	int argc = 0;
	FILE *o = tmpfile(), *e = tmpfile();
	int keep_out = dup(1), keep_err = dup(2);
	while (argv[argc] != NULL)
		argc++;
	fflush(stdout);
	dup2(fileno(o), 1);
	dup2(fileno(e), 2);
	optind = 0; /* GNU: begin anew */
	int status = run(argc, (char **)(uintptr_t)argv);
	fflush(stdout);
	dup2(keep_out, 1);
	dup2(keep_err, 2);
	close(keep_out);
	close(keep_err);
	capture_file(o, &out);
	capture_file(e, &err);
	return status;
}

#define ARGV(...) ((const char *[]){__VA_ARGS__, NULL})

#endif

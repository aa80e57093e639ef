/* A command that reads one document, from a file or standard input, and prints it as one
 * JSON object. */
#ifndef READING_H
#define READING_H

#include "cli.h"
#include "emit.h"

struct reading {
	const char *command, *usage;
	const char *url_option; /* the option that says where the document came from */
	size_t max;             /* bytes of a document */
	/* What the document is, written to out; url and type: the options' values, or empty.
	 * Returns the exit status; where it is not 0 nothing is printed of out, and why, by
	 * cli_trouble, of name. */
	int (*print)(
	    const char *name, struct view doc, struct view url, struct view type, struct emit *out);
};

/* The whole command; returns its exit status. */
int reading_run(const struct reading *r, int argc, char **argv);

#endif

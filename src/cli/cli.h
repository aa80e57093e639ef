/*
 * The commands of copytaster.  Each gets its own argv (argv[0] is its name) and
 * returns the exit status, as grep and cmp do: 0 yes or found, 1 no, 2 trouble.
 */
#ifndef CLI_H
#define CLI_H

#include "buf.h"

int cmd_parse(int argc, char **argv);
int cmd_extract(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_judge(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_feeds(int argc, char **argv);
int cmd_stories(int argc, char **argv);
int cmd_story(int argc, char **argv);
int cmd_why(int argc, char **argv);
int cmd_alerts(int argc, char **argv);
int cmd_opml(int argc, char **argv);
int cmd_poll(int argc, char **argv);
int cmd_retry(int argc, char **argv);

/* --name, or --name VALUE where value is set. */
struct cli_option {
	const char *name; /* NULL ends the table */
	const char **value;
	bool *flag; /* may be NULL: then it says nothing */
};

/* Reads the options before a command's files, from optind on when it is done; at most
 * seven, besides --help.  False: the command is to end with *status. */
bool cli_options(
    int argc, char **argv, const char *usage, const struct cli_option *table, int *status);

/* A file as messages name it; NULL and "-" are standard input. */
const char *cli_name(const char *path);
/* Reads a whole file, or standard input where path is NULL or "-", at most max
 * bytes.  On failure a message is printed and false returned. */
bool cli_read(const char *path, size_t max, struct buf *out);
/* Writes to standard output; false (with a message) where it cannot. */
bool cli_write(const struct buf *b);
/* "copytaster: ..." on standard error, control characters escaped; returns 2. */
int cli_trouble(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif

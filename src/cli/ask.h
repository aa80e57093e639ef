/*
 * What all commands that ask the daemon have in common: where it is asked
 * (--socket, else the configuration's, else the usual place), --json, and how
 * an answer becomes output and an exit status.
 */
#ifndef ASK_H
#define ASK_H

#include <getopt.h>
#include <jansson.h>

#include "client.h"
#include "render.h"

struct ask {
	const char *config, *socket; /* or NULL */
	bool json;                   /* the daemon's lines as they are */
	int wait;                    /* seconds; 0: the answer goes on for ever */
	int64_t now;                 /* for "12 minutes ago" */
	struct render_opts opts;
	/* Which lines of the answer count, with --json too; NULL: all. */
	bool (*wanted)(const json_t *o);
	const char *usage; /* of the command */
	int status;        /* once ask_options gave false */
};

/* The long options that each command has, and its own in a row before the end. */
#define ASK_OPTIONS                                                                         \
	{"config", required_argument, NULL, 'c'}, {"socket", required_argument, NULL, 'S'}, \
	    {"json", no_argument, NULL, 'j'},                                               \
	{                                                                                   \
		"help", no_argument, NULL, 'h'                                              \
	}

#define ASK_HELP                                                                   \
	"  -c, --config FILE  configuration that says where the daemon is asked\n" \
	"      --socket PATH  its control socket\n"                                \
	"      --json         print the daemon's answer, a JSON object a line\n"   \
	"  -h, --help         print this\n"                                        \
	"\n"                                                                       \
	"Exit status: 0 found, 1 none, 2 trouble.\n"

struct ask ask_new(const char *usage);
/* Takes one of the common options.  false: the command ends with a->status. */
bool ask_option(struct ask *a, int c);
/* Are there from min to max arguments behind the options?  Else as above. */
bool ask_arguments(struct ask *a, int argc, int min, int max);

/* A row of the answer as a person reads it, added to out. */
typedef void ask_show_fn(struct ask *a, const json_t *o, struct buf *out, void *ctx);

/* Sends request (and frees it), prints each line of the answer: the exit status. */
int ask_run(struct ask *a, json_t *request, ask_show_fn *show, void *ctx);

/* Digits of a story's number, 1 to 2^53; else 0. */
int64_t ask_id(const char *text);
/* "12 minutes ago" from the RFC 3339 time under key. */
void ask_add_time(const struct ask *a, struct buf *out, const json_t *o, const char *key);

#endif

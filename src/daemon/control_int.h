/* The control socket inside: for control.c, which has the connections, and control_ask.c. */
#ifndef CONTROL_INT_H
#define CONTROL_INT_H

#include "control.h"

#define CONTROL_ANSWER_MAX ((size_t)64 << 20)

struct ask; /* a question at the clerk's */

struct client {
	struct control *control;
	int fd;
	struct buf in, out;
	size_t sent;
	bool asked, follow, stale; /* stale: there are alerts that it was not told yet */
	struct ask *ask;           /* or NULL */
	int64_t last_row;
	struct client *next;
};

struct control {
	struct loop *loop;
	struct clerk *clerk;
	struct control_hooks hooks;
	struct client *clients;
	size_t nclients, nfollowers;
	int fd;
	char *path;
};

/* Writes what can be written; the client may be gone on return, as after control_fail. */
void control_push(struct client *cl);
void control_fail(struct client *cl, const char *why);

/* Answers one line. */
void control_ask(struct client *cl, struct view line);
/* Tells who follows the alerts that it was not told yet. */
void control_ask_follow(struct client *cl);
/* The client goes: its question, if it has one, is answered to nobody. */
void control_ask_forget(struct client *cl);

#endif

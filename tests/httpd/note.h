/* The server's two records, both JSON Lines: every request (for assertions on
 * what a client sends) and every body posted (a webhook's receiver). */
#ifndef NOTE_H
#define NOTE_H

#include "reply.h"

/* {"time","conn","peer","host","method","path","headers":{},"status","bytes"}; fd -1: none. */
void note_request(int fd, const struct request *rq, const struct reply *reply);
/* {"time","method","path","headers":{},"status","body"}: the body as a string;
 * where it is not UTF-8, its bad bytes are lost. */
void note_post(int fd, const struct request *rq, int status);

#endif

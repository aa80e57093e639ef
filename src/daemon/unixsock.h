/* A socket in the file system to listen on. */
#ifndef UNIXSOCK_H
#define UNIXSOCK_H

/* Listens at path, for this user and group, replacing a dead socket there; who listens
 * already is given .3 s to go.  NULL and the descriptor, or why not (a static string). */
const char *unixsock_listen(const char *path, int backlog, int *out);

#endif

/* HTTP/1.1 connections on one epoll: keep-alive, bodies that drip or stop. */
#ifndef CONN_H
#define CONN_H

#include <signal.h>

#include "reply.h"

/* Serves until *stop; listener is a non-blocking listening socket, waiting the signal
 * mask of the wait alone.  Peers on other machines are refused.  0, or -1 with errno. */
int conn_serve(
    struct server *sv, int listener, const sigset_t *waiting, const volatile sig_atomic_t *stop);

#endif

/*
 * Where feeds that are due wait for their hosts' turns.  Waiting costs no place
 * among the polls that run: a host of a thousand feeds keeps nobody else
 * waiting, and hosts take turns.
 */
#ifndef GATE_H
#define GATE_H

#include "hosts.h"

struct gate {
	struct hosts *hosts;
	struct hosts_item *turns; /* by slot */
	size_t n, waiting;
};

/* Zeroed at first. */
enum ct_err gate_open(struct gate *g, size_t per_host);
void gate_free(struct gate *g); /* all turns must have ended */
/* Forgets who waits, and takes turns (calloc'd, n of them, owned from now on). */
void gate_renew(struct gate *g, struct hosts_item *turns, size_t n);

enum ct_err gate_join(struct gate *g, size_t slot, struct view host);
/* Does somebody wait whose host has room? */
bool gate_ready(const struct gate *g);
/* The next slot to go on, its turn moved into *turn, which hosts_leave ends; SIZE_MAX: none. */
size_t gate_next(struct gate *g, struct hosts_item *turn);

#endif

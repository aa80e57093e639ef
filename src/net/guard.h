/*
 * Which addresses may be connected to.  Default deny of everything that is not
 * public (the IANA special-purpose registries): IPv6 only from 2000::/3 less
 * its special blocks, every embedded IPv4 (mapped, compatible, NAT64, 6to4,
 * Teredo) unwrapped and checked.  A configuration may allow blocks on top.
 */
#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "view.h"

struct guard_block {
	uint8_t addr[16]; /* IPv6, or IPv4 mapped (::ffff:a.b.c.d) */
	uint8_t bits;     /* of 128 */
};

/* "10.0.0.0/8", "fd00::/8", or an address alone. */
enum ct_err guard_parse(struct view text, struct guard_block *out);
/* May sa be connected to?  allow: blocks permitted besides what is public. */
bool guard_ok(const struct sockaddr *sa, const struct guard_block *allow, size_t nallow);

#endif

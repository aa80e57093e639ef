/*
 * The key that webhooks are signed with: read from a file, kept in a page of
 * its own that core dumps leave out, wiped when freed.
 */
#ifndef SECRET_H
#define SECRET_H

#include "view.h"

#define SECRET_HEX 65

struct secret;

/* The file's bytes without one newline at their end; 1 to 4096 of them.
 * NULL: *why tells. */
struct secret *secret_read(const char *path, const char **why);
void secret_free(struct secret *s); /* NULL is allowed */
/* HMAC-SHA256 of a, ".", b in lower-case hex. */
void secret_sign(const struct secret *s, struct view a, struct view b, char out[SECRET_HEX]);

#endif

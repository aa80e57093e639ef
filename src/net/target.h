/*
 * Where a request goes: an http(s) URL taken apart, and what a redirect makes
 * of it.  One parser (libcurl's) for what we check and for what is connected to.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>

#include "view.h"

struct target {
	char *url;    /* absolute, without credentials and fragment */
	char *origin; /* "https://example.com:443" */
	char *host;   /* into origin: "example.com:443" ... */
	size_t nhost; /* ... of which so many bytes are the name, in lower case */
	bool tls;
	char *user, *password; /* that the URL held, decoded, or NULL */
};

/* CT_EINVAL where url is not absolute, or not http or https. */
enum ct_err target_parse(const char *url, struct target *out);
/* The target that `location`, absolute or relative, names as seen from `from`. */
enum ct_err target_follow(const struct target *from, const char *location, struct target *out);
void target_free(struct target *t);

/* Does location surely lead to the same scheme, host and port? */
bool target_stays(const struct target *t, const char *location);
bool target_same_origin(const struct target *a, const struct target *b);
/* From http on port 80 to https on port 443 of the same host? */
bool target_upgraded(const struct target *from, const struct target *to);

#endif

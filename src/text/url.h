/*
 * URLs: resolving a reference against a base, after RFC 3986 section 5, and a
 * canonical key for "is this the same page?".
 *
 *	url_resolve(&b, "http://a/b/c?q", "../d")     -> "http://a/d"
 *	url_canonical(&b, "https://www.A.org:443/x/?utm_source=rss#top") -> "a.org/x"
 */
#ifndef URL_H
#define URL_H

#include "buf.h"
#include "view.h"

/* Begins with a scheme ("http:", "tag:")? */
bool url_has_scheme(struct view v);
/* http or https, with a host? */
bool url_is_web(struct view v);
/* Appends ref, seen from base.  White space around ref, and line ends and tabs
 * within, are dropped.  Where base is empty or has no scheme: ref as it is. */
void url_resolve(struct buf *out, struct view base, struct view ref);
/*
 * Appends a key that the spellings of one page share: no scheme, "www.",
 * user, default port, trailing slash or fragment ("#!" excepted), host in
 * lower case, %-escapes unified, parameters of trackers (utm_*, fbclid, gclid
 * ...) dropped.  A key is not to be fetched.  Other schemes than http and
 * https stay as they are.
 */
void url_canonical(struct buf *out, struct view url);
/* The host of a URL as it stands there, without user and port; empty if none. */
struct view url_host(struct view url);

#endif

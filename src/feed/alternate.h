/* The feed that a web page names: <link rel="alternate" type="application/rss+xml" href=...>. */
#ifndef ALTERNATE_H
#define ALTERNATE_H

#include "buf.h"
#include "view.h"

#define ALTERNATE_MAX 2048

/* Appends the first such feed's URL, resolved against base (or the page's <base>),
 * where there is one that fits and is http or https, or base is empty.  Without
 * memory out->err says so. */
bool alternate_find(struct view page, struct view base, struct buf *out);

#endif

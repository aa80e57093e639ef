/* Option values: from text to their C type, and back. */
#ifndef CONVERT_H
#define CONVERT_H

#include "arena.h"
#include "buf.h"
#include "options.h"

#define CONVERT_WHY 320

/* Reads text into the option's place in base (its struct conf, conf_feed or
 * conf_alert).  dir: absolute directory that relative paths start from, or NULL
 * to leave them.  CT_EINVAL: why says what is wrong, beginning behind the
 * option's name ("must be ..., not ..."). */
enum ct_err convert_parse(const struct options_entry *o, struct view text, const char *dir,
    struct arena *a, void *base, char why[CONVERT_WHY]);
/* The value as convert_parse would read it. */
void convert_format(const struct options_entry *o, const void *base, struct buf *out);

/* A path of dir and name, in a. NULL without memory. */
const char *convert_path(struct arena *a, const char *dir, struct view name);

#endif

/* Times and amounts as people say them. */
#ifndef AGO_H
#define AGO_H

#include <stdint.h>

#include "buf.h"

/* "12 minutes ago", "in 3 hours", "just now"; past about ten weeks the date.
 * "never" where t is CT_TIME_UNKNOWN. */
void ago_add(struct buf *out, int64_t now, int64_t t);
/* "12 minutes", "3 days": the two largest units would say more than is read. */
void ago_span(struct buf *out, int64_t seconds);
/* "3.4 MiB" */
void ago_bytes(struct buf *out, int64_t n);
/* What `--since` takes: RFC 3339, a date, or a span back from now ("2h", "3d",
 * "45m", "1w").  CT_TIME_UNKNOWN: neither. */
int64_t ago_parse(struct view v, int64_t now);

#endif

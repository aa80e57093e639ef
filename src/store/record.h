/* A story's words as one run of bytes: see record.c. */
#ifndef RECORD_H
#define RECORD_H

#include "buf.h"
#include "story.h"

void record_put(struct buf *out, const struct item *it);
/* Views into bytes.  CT_EINVAL: damaged; CT_EVERSION: of a newer program. */
enum ct_err record_get(struct view bytes, struct item *out);

#endif

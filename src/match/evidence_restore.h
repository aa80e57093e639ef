/* Evidence as it is kept, made whole again. */
#ifndef EVIDENCE_RESTORE_H
#define EVIDENCE_RESTORE_H

#include "buf.h"

/* kept: of evidence_write; the stories are those that it was written about, the
 * earlier may be NULL: gone.  What was said in its words then stays empty.
 * CT_EINVAL: no evidence. */
enum ct_err evidence_restore(struct view kept, const struct ct_story *story,
    const struct ct_story *earlier, struct buf *out);

#endif

#include "evidence.h"

#include "emit.h"

enum ct_err evidence_write(struct arena *scratch, const struct profile *story,
    const struct verify *match, const struct decision *d, struct buf *out)
{
	struct emit j = emit_to(out);

	(void)scratch;
	(void)story;
	(void)match;
	(void)d;
	emit_open(&j, '{');
	emit_arr(&j, "reasons");
	emit_close(&j, ']');
	emit_close(&j, '}');
	return out->err;
}

/* A worker's message about a feed, as from a worker that was just started. */
#ifndef ENCODE_H
#define ENCODE_H

#include "wire.h"

static inline enum ct_err encode(const struct feed *f, struct view known, struct buf *out)
{
	struct normalizer *z = normalizer_new();
	enum ct_err err = z != NULL ? wire_encode(f, z, known, out) : CT_ENOMEM;

	normalizer_free(z);
	return err;
}

#endif

/* Segments' bytes merged in large steps. */
#ifndef MERGE_ALL_H
#define MERGE_ALL_H

#include "index_merger.h"

/* As index_merger_new has it; appended to out, nothing where that failed. */
static inline enum ct_err merge_all(
    const struct view *segments, size_t n, uint32_t from, struct buf *out)
{
	struct index_merger *m = index_merger_new(segments, n, from);
	struct view bytes;
	bool done = false;
	size_t before = out->n;
	enum ct_err err = m != NULL ? CT_OK : CT_ENOMEM;

	while (err == CT_OK && !done) {
		err = index_merger_step(m, 1u << 20, &bytes, &done);
		if (err == CT_OK)
			buf_addv(out, bytes);
		if (err == CT_OK)
			err = out->err;
	}
	index_merger_free(m);
	if (err != CT_OK && out->p != NULL)
		out->n = before;
	return err;
}

#endif

/* A store that has lost a segment. */
#ifndef LOST_SEGMENT_H
#define LOST_SEGMENT_H

#include "index.h"
#include "store_fixture.h"

/* Adds stories 1 to n, and a segment of them all, whose file is then cut off.  The store
 * is closed. */
static inline void lost_segment_make(struct fixture *f, uint32_t n)
{
	struct index *ix = index_new();
	struct buf b = BUF_INIT(1u << 20);
	struct store_segment seg = {.first = 1, .last = n, .from = 1, .until = n};
	const uint32_t key = 5;
	char path[130];

	fixture_begin(f);
	int64_t feed = fixture_feed(f, "a");
	for (uint32_t i = 1; i <= n; i++) {
		fixture_add(f, feed, i, i, CT_NEW);
		assert_int_equal(index_add(ix, i, i, &key, 1), CT_OK);
	}
	index_seal(ix, &b);
	seg.bytes = buf_view(&b);
	assert_int_equal(store_segment_add(f->s, &seg), CT_OK);
	fixture_commit(f);
	fixture_close(f);
	snprintf(path, sizeof(path), "%s.d/%08u.seg", f->path, (unsigned)seg.id);
	assert_int_equal(truncate(path, 100), 0);
	buf_free(&b);
	index_free(ix);
}

#endif

/*
 * Hostile bytes as a segment of the index: opened, queried, merged.  A random
 * input would never pass the trailer's own hash, so the trailer is made good
 * first; what it says stays the input's.
 */
#include <stdlib.h>
#include <xxhash.h>

#include "index.h"
#include "index_merger.h"
#include "segment_iter.h"

#define TRAILER 72

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input with magic, version, sizes that fit (where the first byte is even), and hash. */
static void mend(unsigned char *p, size_t n, bool fit)
{
	static const unsigned char magic[12] = {'c', 't', 's', 'e', 'g', '\r', '\n', 1, 3};
	unsigned char *t = p + n - TRAILER;

	memcpy(t, magic, sizeof(magic));
	if (fit) {
		uint32_t stories = t[12] % 64, buckets = t[20] % 32u + 1;
		size_t tables = stories * 8u + buckets * 12u + TRAILER;
		uint64_t body = n > tables ? n - tables : 0;

		memcpy(t + 12, &stories, 4);
		memcpy(t + 20, &buckets, 4);
		memcpy(t + 48, &body, 8);
	}
	uint64_t h = XXH3_64bits(t, TRAILER - 8);
	memcpy(t + 64, &h, 8);
}

static bool read_from(void *ctx, uint64_t at, void *to, size_t n)
{
	memcpy(to, (const char *)ctx + at, n);
	return true;
}

static void merge(struct view segment, uint32_t from)
{
	struct index_merger *m = index_merger_new(&segment, 1, from);
	struct view piece;
	bool done = false;

	if (m == NULL)
		abort();
	while (!done && index_merger_step(m, 4096, &piece, &done) == CT_OK)
		;
	index_merger_free(m);
}

static void try_all(struct view bytes)
{
	struct index_candidate out[16];
	struct index_span span;
	struct segment s;
	struct segment_iter it;
	uint32_t keys[64], n = 0;

	/* Made once, and empty again at the end: it has tables of some MiB. */
	static struct index *ix;
	if (ix == NULL && (ix = index_new()) == NULL)
		abort();
	if (index_attach(ix, 1, bytes) != CT_OK)
		return;
	(void)index_span(bytes, &span);
	(void)index_intact(bytes);
	if (segment_open(bytes, &s) == CT_OK) {
		segment_iter_start(&it, &s);
		while (n < 48 && segment_iter_next(&it))
			keys[n++] = it.key;
	}
	while (n < 64) {
		keys[n] = n * 2654435761u;
		n++;
	}
	(void)index_query(ix, keys, n, INT64_MIN, out, 16);
	(void)index_query(ix, keys, n, span.from + 1, out, 16);
	(void)index_query(ix, keys, n, span.until, out, 3);
	index_detach(ix, 1);
	const struct index_reader reader = {(char *)(uintptr_t)bytes.p, read_from};
	if (index_attach_read(ix, 1, bytes, &reader) == CT_OK) {
		(void)index_query(ix, keys, n, INT64_MIN, out, 16);
		index_detach(ix, 1);
	}
	merge(bytes, span.first + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_all((struct view){(const char *)data, size});
	if (size <= TRAILER)
		return 0;
	unsigned char *p = malloc(size);
	if (p == NULL)
		return 0;
	memcpy(p, data, size);
	mend(p, size, (data[0] & 1) == 0);
	try_all((struct view){(const char *)p, size});
	free(p);
	return 0;
}

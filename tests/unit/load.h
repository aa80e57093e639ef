/* Files of this tree; tests run in its top directory, as make does. */
#ifndef LOAD_H
#define LOAD_H

#include <stdio.h>

#include "buf.h"
#include "cmocka_all.h"

#define LOAD_MAX ((size_t)1 << 20)

/* What the file holds; free with buf_free. */
static inline struct buf load(const char *path)
{
	char bytes[4096];
	struct buf b = BUF_INIT(LOAD_MAX);
	FILE *f = fopen(path, "rbe");
	size_t n;

	assert_non_null(f);
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buf_add(&b, bytes, n);
	fclose(f);
	assert_int_equal(b.err, CT_OK);
	return b;
}

#endif

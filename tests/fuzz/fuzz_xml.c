/*
 * What the quick reader takes, libxml2 takes, and makes the same of it.  What it makes
 * of any document it survives, with a long one around the fault, too: it goes on reading
 * where it was stopped.
 */
#include <stdint.h>
#include <stdlib.h>

#include "emit.h"
#include "feed.h"
#include "mutate.h"
#include "xmlstrict.h"
#include "xmlquick.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool quick(struct reader *r, struct view doc)
{
	return xmlquick_read(r, doc);
}

static bool strict(struct reader *r, struct view doc)
{
	char reason[XMLSTRICT_REASON];

	return xmlstrict_read(r, doc, reason);
}

/* As JSON; false where read did not take the document. */
static bool made_of(struct view doc, bool (*read)(struct reader *, struct view),
    struct feed_limits *limits, struct buf *out)
{
	struct reader *r = reader_new(VIEW_LIT("http://example.com/a/b?c"), limits, 4096);
	struct emit e = emit_to(out);

	if (r == NULL)
		abort();
	bool fine = read(r, doc) && r->err == CT_OK;
	if (fine) {
		reader_finish(r);
		feed_json(r->feed, &e);
		buf_addf(out, "%s", r->notfeed != NULL ? r->notfeed : "");
	}
	reader_free(r);
	return fine;
}

#define LONG (400 * 1024) /* more than malloc keeps on its heap */

/* The document with much text in it, before or behind what may be wrong. */
static void read_long(struct view doc, struct feed_limits *limits)
{
	struct buf b = BUF_INIT((size_t)1 << 28);
	size_t from = (unsigned char)doc.p[doc.n / 2] % doc.n;
	size_t end = view_chr(view_sub(doc, from, doc.n), '>');
	size_t at = end == SIZE_MAX ? doc.n : from + end + 1;

	buf_addv(&b, view_sub(doc, 0, at));
	char *room = buf_room(&b, LONG);
	if (room == NULL)
		abort();
	memset(room, 'x', LONG);
	buf_filled(&b, LONG);
	buf_addv(&b, view_sub(doc, at, doc.n));
	struct buf out = BUF_INIT((size_t)1 << 28);
	made_of(buf_view(&b), strict, limits, &out);
	buf_free(&out);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed_limits limits = feed_limits_default;
	struct buf ours = BUF_INIT((size_t)1 << 28), theirs = BUF_INIT((size_t)1 << 28);
	struct view doc = {(const char *)data, size};

	limits.depth = 40;
	limits.entries = 50;
	limits.memory = 1 << 22;
	if (size == 0)
		return 0;
	bool fine = made_of(doc, strict, &limits, &theirs);
	if (made_of(doc, quick, &limits, &ours) &&
	    (!fine || !view_eq(buf_view(&ours), buf_view(&theirs))))
		abort();
	if (data[size - 1] % 16 == 0 || size % 16 == 0)
		read_long(doc, &limits);
	buf_free(&ours);
	buf_free(&theirs);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_feed(data, size, max, seed);
}

/* What the quick reader takes, libxml2 takes, and makes the same of it. */
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
	if (made_of(doc, quick, &limits, &ours) &&
	    (!made_of(doc, strict, &limits, &theirs) ||
		!view_eq(buf_view(&ours), buf_view(&theirs))))
		abort();
	buf_free(&ours);
	buf_free(&theirs);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_feed(data, size, max, seed);
}

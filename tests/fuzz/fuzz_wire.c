/* A worker's message, as the daemon reads it. */
#include <stdlib.h>

#include "utf8.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct view v, size_t max)
{
	if (v.n > max || !utf8_valid(v))
		abort();
}

static void check_item(const struct item *it, const struct fingerprint *fp)
{
	check(it->story.id, WIRE_ID_MAX);
	check(it->story.title, WIRE_TITLE_MAX);
	check(it->story.url, WIRE_URL_MAX);
	check(it->story.text, WIRE_TEXT_MAX);
	check(it->story.lang, WIRE_LANG_MAX);
	check(it->authors, WIRE_NAMES_MAX);
	check(it->tags, WIRE_NAMES_MAX);
	if (fp->nkeys > FINGERPRINT_KEYS_MAX || it->story.source.n != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_feed f;
	struct item it;
	struct fingerprint fp;
	struct cursor c;

	if (wire_decode((struct view){(const char *)data, size}, &f, &c) != CT_OK)
		return 0;
	check(f.what, WIRE_REASON_MAX);
	check(f.title, WIRE_TITLE_MAX);
	if (f.ttl < -1 || f.format > FEED_JSON11 || f.nitems > size)
		abort();
	for (uint32_t i = 0; i < f.nitems && wire_next(&c, &it, &fp, NULL) == CT_OK; i++)
		check_item(&it, &fp);
	return 0;
}

/* A feed of any kind, through the parser and out as JSON. */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "agree.h"
#include "emit.h"
#include "feed.h"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {
	    "", "text/xml", "application/rss+xml; charset=utf-8", "text/xml; charset=windows-1251"};
	struct feed_limits limits = feed_limits_default;
	struct feed *f;
	const char *what = NULL;

	if (size == 0)
		return 0;
	/* The first byte chooses the circumstances, so that corpus files stay readable:
	 * '<' is a plain document without a base. */
	limits.entries = 50;
	limits.depth = 40;
	limits.text = 1 << 16;
	limits.memory = 1 << 22;
	struct view doc = {(const char *)data, size};
	struct view base = data[0] == '<' ? VIEW_LIT("") : VIEW_LIT("http://example.com/a/b?c");
	if (data[0] == '#')
		doc = view_sub(doc, 1, size);
	enum ct_err err = feed_parse(
	    doc, base, view_of(types[data[0] == '#' ? size % 4 : 0]), &limits, &f, &what);
	if (err == CT_ENOTFEED && what == NULL)
		abort();
	if (err != CT_OK)
		return 0;
	struct buf out = BUF_INIT((size_t)1 << 28), why = BUF_INIT(1 << 12);
	if (!agree_sane(f, &limits, &why)) {
		fprintf(stderr, "%.*s\n", (int)why.n, why.p);
		abort();
	}
	struct emit e = emit_to(&out);
	feed_json(f, &e);
	/* JSON on one line, which others can read. */
	json_t *json = json_loadb(out.p, out.n, JSON_ALLOW_NUL, NULL);
	if (out.err == CT_OK &&
	    (!json_is_object(json) || view_chr(buf_view(&out), '\n') != SIZE_MAX))
		abort();
	json_decref(json);
	buf_free(&out);
	feed_free(f);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_feed(data, size, max, seed);
}

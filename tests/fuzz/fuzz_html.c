/* HTML fragments: to text, to a line, links resolved. */
#include <stdint.h>
#include <stdlib.h>

#include "html.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A text has lines, and no other control characters; one line has none at all. */
static void check_clean(const struct buf *b, bool lines)
{
	for (size_t i = 0; i < b->n; i++) {
		unsigned char c = (unsigned char)b->p[i];

		if ((c < ' ' && !(lines && c == '\n')) || c == 0x7F)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view html = {(const char *)data, size};
	struct buf text = BUF_INIT(size), line = BUF_INIT(size), full = BUF_INIT(size * 64 + 1024);
	bool valid = utf8_valid(html);

	html_to_text(&text, html);
	html_to_line(&line, html);
	/* Text is never longer than its HTML, and a line has no breaks. */
	if (text.err != CT_OK || line.err != CT_OK)
		abort();
	check_clean(&text, true);
	check_clean(&line, false);
	if (valid && (!utf8_valid(buf_view(&text)) || !utf8_valid(buf_view(&line))))
		abort();
	bool changed = html_resolve(&full, html, VIEW_LIT("http://a/b/c"));
	if (valid && full.err == CT_OK && !utf8_valid(buf_view(&full)))
		abort();
	if (!changed && full.err == CT_OK && full.n > 0)
		abort();
	buf_clear(&text);
	html_tidy_text(&text, html);
	check_clean(&text, true);
	html_looks_like(html);
	html_is_escaped_twice(html);
	buf_free(&text);
	buf_free(&line);
	buf_free(&full);
	return 0;
}

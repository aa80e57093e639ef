/* A web page: to its article. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "count.h"
#include "page.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lines are parted in the text only; there are no other control characters. */
static void check_clean(struct view v, bool lines)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if ((c < ' ' && !(lines && c == '\n')) || c == 0x7F)
			abort();
	}
}

static void check(const struct page *p)
{
	const struct view fields[] = {
	    p->url, p->canonical_url, p->title, p->byline, p->language, p->text};
	struct buf json = BUF_INIT(1 << 26);
	struct emit e = emit_to(&json);

	if (p->text.n == 0)
		abort();
	for (size_t i = 0; i < COUNT(fields); i++)
		if (!utf8_valid(fields[i]))
			abort();
	check_clean(p->title, false);
	check_clean(p->byline, false);
	check_clean(p->language, false);
	check_clean(p->canonical_url, false);
	check_clean(p->text, true);
	page_json(p, &e);
	json_t *read = json_loadb(json.p, json.n, JSON_ALLOW_NUL, NULL);
	if (json.err != CT_OK || !json_is_object(read))
		abort();
	json_decref(read);
	buf_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view html = {(const char *)data, size};
	struct page *p = NULL;
	const char *what = NULL;
	enum ct_err err = page_read(html, VIEW_LIT("https://a.example/b"), VIEW_LIT(""), &p, &what);

	if (err == CT_OK)
		check(p);
	else if (p != NULL || (err == CT_EINVAL) != (what != NULL))
		abort();
	page_free(p);
	return 0;
}

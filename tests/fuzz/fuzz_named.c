/* Addresses that strangers name: the feed of a page, the hub of a Link header. */
#include <stdlib.h>

#include "alternate.h"
#include "linkfield.h"
#include "url.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view v = {(const char *)data, size};
	struct buf out = BUF_INIT(ALTERNATE_MAX);
	struct view hub = linkfield_find(v, "hub");

	if (hub.n > 0 &&
	    (hub.p < v.p || hub.p + hub.n > v.p + v.n || hub.n < sizeof("http://") - 1))
		abort();
	if (alternate_find(v, VIEW_LIT("http://a.example/b/"), &out) &&
	    (!url_is_web(buf_view(&out)) || !utf8_valid(buf_view(&out))))
		abort();
	for (size_t i = 0; i < out.n; i++)
		if ((unsigned char)out.p[i] <= ' ')
			abort();
	buf_free(&out);
	return 0;
}

/* URLs: a line each of base and reference. */
#include <stdint.h>
#include <stdlib.h>

#include "url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view all = {(const char *)data, size};
	size_t nl = view_chr(all, '\n');
	struct view base = view_sub(all, 0, nl),
		    ref = nl == SIZE_MAX ? base : view_sub(all, nl + 1, size);
	struct buf full = BUF_INIT(size * 4 + 64), key = BUF_INIT(size * 4 + 64),
		   again = BUF_INIT(size * 16 + 64);

	url_resolve(&full, base, ref);
	if (full.err != CT_OK)
		abort();
	url_canonical(&key, buf_view(&full));
	/* A key is its own key, once it has a scheme again. */
	if (url_is_web(view_trim(buf_view(&full))) && key.n > 0 && key.err == CT_OK) {
		struct buf url = BUF_INIT(size * 16 + 64);

		buf_adds(&url, "http://");
		buf_addv(&url, buf_view(&key));
		url_canonical(&again, buf_view(&url));
		if (view_chr(buf_view(&key), '@') == SIZE_MAX &&
		    view_chr(buf_view(&key), '[') == SIZE_MAX &&
		    !view_eq(buf_view(&key), buf_view(&again)) && url_host(buf_view(&url)).n > 0 &&
		    !view_casestarts(buf_view(&key), VIEW_LIT("www.")))
			abort();
		buf_free(&url);
	}
	buf_free(&full);
	buf_free(&key);
	buf_free(&again);
	return 0;
}

#include <stdlib.h>

#include "query.h"

static int hex_value(char c)
{
	return c >= '0' && c <= '9'                 ? c - '0'
	       : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 87
						    : -1;
}

void query_decode(struct buf *out, struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '%' && i + 2 < v.n && hex_value(v.p[i + 1]) >= 0 &&
		    hex_value(v.p[i + 2]) >= 0) {
			buf_addc(out, (char)(hex_value(v.p[i + 1]) << 4 | hex_value(v.p[i + 2])));
			i += 2;
		} else {
			buf_addc(out, v.p[i]);
		}
	}
}

bool query_get(struct view query, const char *name, struct buf *out)
{
	bool found = false;
	while (query.n > 0) {
		size_t end = view_chr(query, '&');
		struct view part = view_trim(view_sub(query, 0, end == SIZE_MAX ? query.n : end));
		query = view_sub(query, (end == SIZE_MAX ? query.n : end) + 1, query.n);
		size_t equal = view_chr(part, '=');
		if (!view_is(view_sub(part, 0, equal == SIZE_MAX ? part.n : equal), name))
			continue;
		found = true;
		buf_clear(out);
		query_decode(
		    out, equal == SIZE_MAX ? VIEW_LIT("") : view_sub(part, equal + 1, part.n));
		buf_addc(out, '\0');
	}
	return found && out->err == CT_OK;
}

bool query_has(struct view query, const char *name)
{
	struct buf value = BUF_INIT(1 << 16);
	bool found = query_get(query, name, &value);
	buf_free(&value);
	return found;
}

uint64_t query_number(struct view query, const char *name, uint64_t otherwise)
{
	struct buf value = BUF_INIT(1 << 16);
	if (query_get(query, name, &value))
		otherwise = strtoull(value.p, NULL, 10);
	buf_free(&value);
	return otherwise;
}

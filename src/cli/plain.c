#include "plain.h"

#include <utf8proc.h>

#include "printable.h"
#include "utf8.h"

static size_t columns_of(uint32_t cp)
{
	int n = cp < 0x7F ? 1 : utf8proc_charwidth((utf8proc_int32_t)cp);
	return n > 0 ? (size_t)n : 0;
}

size_t plain_columns(struct view v)
{
	size_t n = 0;
	for (size_t at = 0; at < v.n;)
		n += columns_of(utf8_next(v, &at));
	return n;
}

struct view plain_prefix(struct view v, size_t columns)
{
	size_t used = 0, at = 0, end = 0;
	while (at < v.n) {
		used += columns_of(utf8_next(v, &at));
		if (used > columns && end > 0)
			break;
		end = at;
	}
	return view_sub(v, 0, end);
}

void plain_cell(struct buf *out, struct view v, size_t columns, bool fill)
{
	struct buf safe = BUF_INIT((size_t)1 << 20);
	/* No cell shows more than a few hundred bytes: do not clean a whole article. */
	printable_add(&safe, utf8_clip(v, 4096));
	struct view shown = view_trim(buf_view(&safe));
	size_t used = plain_columns(shown);
	if (used > columns && columns > 0) {
		shown = columns > 1 ? plain_prefix(shown, columns - 1) : (struct view){0};
		buf_addv(out, shown);
		buf_adds(out, "…");
		used = plain_columns(shown) + 1;
	} else {
		buf_addv(out, shown);
	}
	for (; fill && used < columns; used++)
		buf_addc(out, ' ');
	buf_free(&safe);
}

struct view plain_raw(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	return (struct view){json_string_value(v), json_string_length(v)};
}

void plain_add_key(struct buf *out, const json_t *o, const char *key)
{
	printable_add(out, plain_raw(o, key));
}

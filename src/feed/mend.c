#include "mend.h"

#include <stdint.h>

#include "entity.h"
#include "utf8.h"

static struct view mend_controls(struct buf *out, struct view v)
{
	size_t at = view_chr(v, '\xC2'), from = 0;

	while (at < v.n) {
		unsigned char c = at + 1 < v.n ? (unsigned char)v.p[at + 1] : 0;

		if (c >= 0x80 && c < 0xA0) {
			buf_add(out, v.p + from, at - from);
			utf8_add(out, entity_cp1252(c));
			from = at + 2;
		}
		size_t next = view_chr(view_sub(v, at + 1, v.n), '\xC2');
		if (next == SIZE_MAX)
			break;
		at += 1 + next;
	}
	if (from == 0)
		return v;
	buf_add(out, v.p + from, v.n - from);
	return buf_view(out);
}

/* The byte that was read as cp, or -1; *windows where Latin-1 has no such. */
static int byte_of(uint32_t cp, bool *windows)
{
	if (cp < 0x100)
		return (int)cp;
	for (int byte = 0x80; byte < 0xA0; byte++)
		if (entity_cp1252((uint8_t)byte) == cp) {
			*windows = true;
			return byte;
		}
	return -1;
}

/*
 * Reads the sequence that begins with the character at *at: its bytes as
 * characters, the first C2 to F4, those that follow 80 to BF.  Length, or 0.
 */
static size_t sequence(struct view v, size_t *at, char out[4], bool *windows)
{
	uint32_t lead = utf8_next(v, at);
	size_t len = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	out[0] = (char)lead;
	for (size_t i = 1; i < len; i++) {
		int byte = *at < v.n ? byte_of(utf8_next(v, at), windows) : -1;

		if (byte < 0x80 || byte > 0xBF)
			return 0;
		out[i] = (char)byte;
	}
	return utf8_valid((struct view){out, len}) ? len : 0;
}

/*
 * All of v must read so, and most of what does not stops at its first letter
 * that is not ASCII.  "IRMÃ…" reads so, too, and is right as it is: where
 * Windows-1252 is needed, one short sequence is not enough.
 */
static bool is_encoded_twice(struct buf *out, struct view v)
{
	size_t from = 0, short_ones = 0, long_ones = 0;
	bool windows = false;

	for (size_t at = 0; at < v.n;) {
		char bytes[4];
		size_t start = at;

		if ((unsigned char)v.p[at] < 0x80) {
			at++;
			continue;
		}
		size_t n = sequence(v, &at, bytes, &windows);
		if (n == 0)
			return false;
		buf_add(out, v.p + from, start - from);
		buf_add(out, bytes, n);
		from = at;
		short_ones += n == 2;
		long_ones += n > 2;
	}
	buf_add(out, v.p + from, v.n - from);
	return short_ones + long_ones > 0 && (!windows || long_ones > 0 || short_ones > 1);
}

struct view mend_text(struct buf *out, struct view v)
{
	buf_clear(out);
	if (view_chr(v, '\xC3') != SIZE_MAX && is_encoded_twice(out, v))
		return buf_view(out);
	buf_clear(out);
	return mend_controls(out, v);
}

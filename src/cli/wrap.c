#include "wrap.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "count.h"
#include "plain.h"
#include "printable.h"
#include "utf8.h"

static const char *const escapes[] = {
    [WRAP_PLAIN] = "",
    [WRAP_BOLD] = "\x1b[1m",
    [WRAP_RED] = "\x1b[1;31m",
    [WRAP_YELLOW] = "\x1b[1;33m",
    [WRAP_GREEN] = "\x1b[32m",
    [WRAP_DIM] = "\x1b[2m",
};
#define RESET "\x1b[0m"

void wrap_styled(struct buf *out, enum wrap_style style, const char *s)
{
	buf_adds(out, escapes[style]);
	buf_adds(out, s);
	if (style != WRAP_PLAIN)
		buf_adds(out, RESET);
}

static struct wrap_line *new_line(struct wrap *w)
{
	if (w->n == w->cap) {
		size_t more = w->cap == 0 ? 8 : w->cap * 2;
		struct wrap_line *grown = realloc(w->lines, more * sizeof(*grown));
		if (grown == NULL)
			return NULL;
		w->lines = grown;
		w->cap = more;
	}
	w->lines[w->n] = (struct wrap_line){.from = w->text.n};
	return &w->lines[w->n++];
}

static bool is_wordy(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO);
}

/* A word without the punctuation at its ends, as [*from, *end) of v. */
static void core_of(struct view v, size_t *from, size_t *end)
{
	bool any = false;
	*from = *end = 0;
	for (size_t at = 0; at < v.n;) {
		size_t start = at;
		if (!is_wordy(utf8_next(v, &at)))
			continue;
		if (!any)
			*from = start;
		any = true;
		*end = at;
	}
}

static void add_styled(struct buf *out, struct view v, size_t from, size_t end, enum wrap_style s)
{
	buf_addv(out, view_sub(v, 0, from));
	if (s != WRAP_PLAIN)
		buf_adds(out, escapes[s]);
	buf_addv(out, view_sub(v, from, end - from));
	if (s != WRAP_PLAIN)
		buf_adds(out, RESET);
	buf_addv(out, view_sub(v, end, SIZE_MAX));
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool is_of_number(unsigned char c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == ':';
}

static bool is_closing(struct view rest)
{
	static const char *const signs[] = {"。", "、", "，", "．", "！", "？", "：", "；", "」",
	    "』", "）", "》", "〉", "】", "”", "’", ",", ".", "!", "?", ":", ";", ")"};
	return view_begins_one(rest, LISTED(signs));
}

/* What of a word without spaces comes into one line: no number is cut ("20-28"), and no
 * line begins with a full stop, where less would do. */
static struct view first_piece(struct view word, size_t columns)
{
	struct view piece = plain_prefix(word, columns);
	size_t n = piece.n;
	for (; n > 0 && n < word.n; n--) {
		unsigned char before = (unsigned char)word.p[n - 1], c = (unsigned char)word.p[n];
		bool inside = (c & 0xC0) == 0x80 || (is_of_number(before) && is_of_number(c));
		if (!inside && !is_closing(view_sub(word, n, SIZE_MAX)))
			break;
	}
	return 2 * n > piece.n ? view_sub(word, 0, n) : piece;
}

/* Puts one word, in pieces where it is wider than a line.  false: no memory. */
static bool put_word(struct wrap *w, struct view word, size_t columns, wrap_style_fn *fn, void *ctx)
{
	size_t from, end, at = 0;
	core_of(word, &from, &end);
	enum wrap_style s =
	    fn != NULL && end > from ? fn(ctx, view_sub(word, from, end - from)) : WRAP_PLAIN;
	struct wrap_line *line = w->n > 0 ? &w->lines[w->n - 1] : new_line(w);
	if (line != NULL && line->columns > 0 && line->columns + 1 + plain_columns(word) > columns)
		line = new_line(w);
	if (line != NULL && line->columns > 0) {
		buf_addc(&w->text, ' ');
		line->columns++;
	}
	while (line != NULL && at < word.n) {
		struct view piece = first_piece(view_sub(word, at, SIZE_MAX), columns);
		size_t a = from > at ? smaller(from - at, piece.n) : 0;
		size_t b = end > at ? smaller(end - at, piece.n) : 0;
		add_styled(&w->text, piece, a, b > a ? b : a, b > a ? s : WRAP_PLAIN);
		line->columns += plain_columns(piece);
		line->n = w->text.n - line->from;
		at += piece.n;
		if (at < word.n)
			line = new_line(w);
	}
	return line != NULL && w->text.err == CT_OK;
}

void wrap_text(struct wrap *w, struct view text, size_t columns, wrap_style_fn *fn, void *ctx)
{
	struct buf safe = BUF_INIT((size_t)16 << 20);
	*w = (struct wrap){.text = BUF_INIT((size_t)64 << 20)};
	if (columns == 0)
		columns = 1;
	printable_add(&safe, text);
	struct view rest = view_trim(buf_view(&safe));
	while (rest.n > 0) {
		struct view word = view_sub(rest, 0, view_chr(rest, ' '));
		if (word.n > 0 && !put_word(w, word, columns, fn, ctx))
			break;
		rest = view_sub(rest, word.n + 1, SIZE_MAX);
	}
	buf_free(&safe);
}

void wrap_free(struct wrap *w)
{
	buf_free(&w->text);
	free(w->lines);
	*w = (struct wrap){0};
}

void wrap_add_line(const struct wrap *w, size_t i, size_t columns, struct buf *out)
{
	size_t used = 0;
	if (i < w->n) {
		buf_addv(out, view_sub(buf_view(&w->text), w->lines[i].from, w->lines[i].n));
		used = w->lines[i].columns;
	}
	for (; used < columns; used++)
		buf_addc(out, ' ');
}

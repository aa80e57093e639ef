/*
 * HTML becomes text in one pass.  Text is never longer than its HTML (a break of two
 * bytes has a tag of three behind it, a reference of n bytes gives at most n), so the
 * output's room is reserved once and bytes are stored without further checks.
 */
#include "html.h"

#include <stdint.h>

#include "bytes16.h"
#include "entity.h"
#include "markup.h"
#include "utf8.h"

enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_PARA };

struct writer {
	char *out;
	char *start;
	enum gap gap; /* owed before the next character */
	bool line;    /* every gap is a blank */
	unsigned pre; /* inside <pre> */
};

static inline void owe(struct writer *w, enum gap gap)
{
	if (gap > w->gap)
		w->gap = gap;
}

static void pay(struct writer *w)
{
	enum gap gap = w->gap;

	w->gap = GAP_NONE;
	if (w->out == w->start)
		return;
	if (gap == GAP_SPACE || w->line) {
		*w->out++ = ' ';
		return;
	}
	*w->out++ = '\n';
	if (gap == GAP_PARA)
		*w->out++ = '\n';
}

static inline void put(struct writer *w, const char *p, size_t n)
{
	if (w->gap != GAP_NONE)
		pay(w);
	memcpy(w->out, p, n);
	w->out += n;
}

static void put_code(struct writer *w, uint32_t cp)
{
	char bytes[4];

	if (cp == 0xA0 || cp == 0x85 || cp == ' ' || (cp >= '\t' && cp <= '\r'))
		owe(w, GAP_SPACE);
	else if (cp > ' ' && (cp < 0x7F || cp >= 0xA0))
		put(w, bytes, utf8_encode(cp, bytes));
}

/* What a text scan must look at: 1 white space, 2 other, 3 what no text has. */
static const uint8_t special[256] = {
    [0 ... 8] = 3,
    [0x0E ... 0x1F] = 3,
    [0x7F] = 3,
    ['\t'] = 1,
    ['\n'] = 1,
    ['\v'] = 1,
    ['\f'] = 1,
    ['\r'] = 1,
    [' '] = 1,
    ['<'] = 2,
    ['&'] = 2,
    [0xC2] = 2,
};

/* Bytes of the block in which the text scan must stop: what is special, but not
 * a single blank between two words.  The last blank may have another behind it. */
static inline uint32_t stops_in(bytes16 b)
{
	uint32_t blanks = bytes16_mask((bytes16)(b == ' '));
	uint32_t others =
	    bytes16_mask((bytes16)(b < ' ') | (bytes16)(b == '<') | (bytes16)(b == '&') |
			 (bytes16)(b == 0x7F) | (bytes16)(b == 0xC2));

	return others | (blanks & ((others | blanks) >> 1 | 1u << (BYTES16_SIZE - 1)));
}

/* Copies what is plain at *at, up to the next byte that is special.  It begins
 * with no blank.  What it writes behind the run is overwritten later, and within
 * the room, which has place for all of v. */
static void put_run(struct writer *w, struct view v, size_t *at)
{
	const char *p = v.p + *at, *end = v.p + v.n;
	char *out = w->out;

	while (end - p > BYTES16_SIZE) {
		bytes16 b = bytes16_load(p);
		uint32_t stops = stops_in(b);
		size_t n = stops != 0 ? bytes16_first(stops) : BYTES16_SIZE;

		bytes16_store(out, b);
		out += n;
		p += n;
		if (n == BYTES16_SIZE)
			continue;
		if (n < BYTES16_SIZE - 1 || *p != ' ' || special[(unsigned char)p[1]] != 0)
			break;
		*out++ = *p++;
	}
	for (;;) {
		while (p < end && special[(unsigned char)*p] == 0)
			*out++ = *p++;
		if (end - p < 2 || *p != ' ' || special[(unsigned char)p[1]] != 0)
			break;
		*out++ = *p++;
	}
	w->out = out;
	*at = (size_t)(p - v.p);
}

static void put_space(struct writer *w, struct view v, size_t *at)
{
	unsigned lines = 0;

	for (; *at < v.n && special[(unsigned char)v.p[*at]] == 1; ++*at)
		lines += v.p[*at] == '\n';
	owe(w, w->pre == 0 || lines == 0 ? GAP_SPACE : lines == 1 ? GAP_LINE : GAP_PARA);
}

/* A '&', or a byte C2, which may begin a no-break space or a control character. */
static void put_other(struct writer *w, struct view v, size_t *at, bool decode)
{
	unsigned char next = *at + 1 < v.n ? (unsigned char)v.p[*at + 1] : 0;

	if (v.p[*at] == '&' && decode) {
		uint32_t cp = entity_next(v, at);

		if (cp != 0) {
			put_code(w, cp);
			return;
		}
	} else if ((unsigned char)v.p[*at] == 0xC2 && next >= 0x80 && next <= 0xA0) {
		put_code(w, next);
		*at += 2;
		return;
	}
	put(w, v.p + *at, 1);
	++*at;
}

/* Behind a dropped element: its own end tag, nested ones of its name counted. */
static size_t skip_element(struct view v, const struct markup *m)
{
	size_t at = m->end, depth = 1;
	bool head = view_caseeq(m->name, VIEW_LIT("head"));

	if (m->attrs.n > 0 && m->attrs.p[m->attrs.n - 1] == '/')
		return at;
	while (at < v.n && depth > 0) {
		size_t lt = view_chr(view_sub(v, at, v.n), '<');

		if (lt == SIZE_MAX)
			return v.n;
		struct markup inner = markup_at(v, at + lt);
		if (head && inner.kind == MARKUP_OPEN && view_caseeq(inner.name, VIEW_LIT("body")))
			return at + lt;
		at = inner.end;
		if (inner.kind == MARKUP_OPEN && inner.class == MARKUP_RAW)
			at = markup_find_close(v, at, inner.name);
		else if (!view_caseeq(inner.name, m->name))
			continue;
		else if (inner.kind == MARKUP_OPEN)
			depth++;
		else if (inner.kind == MARKUP_CLOSE)
			depth--;
	}
	return at;
}

static void put_tag(struct writer *w, struct view v, size_t *at)
{
	struct markup m = markup_at(v, *at);

	if (m.kind == MARKUP_TEXT) {
		put(w, "<", 1);
		++*at;
		return;
	}
	*at = m.end;
	if (m.kind == MARKUP_OTHER)
		return;
	bool open = m.kind == MARKUP_OPEN;
	switch (m.class) {
	case MARKUP_UNKNOWN:
	case MARKUP_INLINE:
		break;
	case MARKUP_CELL:
		owe(w, GAP_SPACE);
		break;
	case MARKUP_LINE:
		owe(w, GAP_LINE);
		break;
	case MARKUP_BREAK:
		w->gap = w->gap >= GAP_LINE ? GAP_PARA : GAP_LINE;
		break;
	case MARKUP_BLOCK:
		owe(w, GAP_PARA);
		break;
	case MARKUP_PRE:
		owe(w, GAP_PARA);
		w->pre = open ? w->pre + 1 : w->pre > 0 ? w->pre - 1 : 0;
		break;
	case MARKUP_RAW:
		if (open && (m.attrs.n == 0 || m.attrs.p[m.attrs.n - 1] != '/'))
			*at = markup_find_close(v, *at, m.name);
		break;
	case MARKUP_DROP:
		if (open)
			*at = skip_element(v, &m);
		break;
	}
}

static void convert(struct buf *out, struct view v, bool tags, bool line)
{
	char *room = v.n > 0 ? buf_room(out, v.n) : NULL;

	if (room == NULL)
		return;
	struct writer w = {.out = room, .start = room, .line = line, .pre = !tags};
	for (size_t at = 0; at < v.n;) {
		unsigned char c = (unsigned char)v.p[at];

		if (special[c] == 1) {
			put_space(&w, v, &at);
		} else if (special[c] == 3) {
			at++;
		} else if (c == '<' && tags) {
			put_tag(&w, v, &at);
		} else if (special[c] == 2) {
			put_other(&w, v, &at, tags);
		} else {
			put(&w, v.p + at, 0);
			put_run(&w, v, &at);
		}
	}
	buf_filled(out, (size_t)(w.out - room));
}

void html_to_text(struct buf *out, struct view html)
{
	convert(out, html, true, false);
}

void html_to_line(struct buf *out, struct view html)
{
	convert(out, html, true, true);
}

void html_tidy_text(struct buf *out, struct view text)
{
	convert(out, text, false, false);
}

void html_tidy_line(struct buf *out, struct view text)
{
	convert(out, text, false, true);
}

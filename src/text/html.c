#include "html.h"

#include <stdint.h>

#include "bytes16.h"
#include "count.h"
#include "entity.h"
#include "markup.h"
#include "url.h"
#include "utf8.h"

/*
 * Text is never longer than its HTML (a break of two bytes has a tag of three
 * behind it, a reference of n bytes gives at most n), so the output's room is
 * reserved once and bytes are stored without further checks.
 */

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

/* Attributes whose value is a URL; srcset is a list of them. */
static bool is_link_attr(struct view name)
{
	static const char *const links[] = {"href", "src", "srcset", "cite", "action", "data",
	    "poster", "longdesc", "background", "codebase", "classid", "usemap", "profile"};

	for (size_t i = 0; i < COUNT(links); i++)
		if ((name.p[0] | 32) == links[i][0] && view_caseeq(name, view_of(links[i])))
			return true;
	return false;
}

static bool needs_base(const struct markup_attr *a)
{
	return is_link_attr(a->name) && (a->quote != 0 || a->value.n > 0) &&
	       !url_has_scheme(view_trim(a->value));
}

/* "a.jpg 1x, b.jpg 2x" */
static void resolve_srcset(struct buf *out, struct view base, struct view set)
{
	bool first = true;

	while (set.n > 0) {
		size_t comma = view_find(set, VIEW_LIT(", "));
		struct view item = view_trim(view_sub(set, 0, comma));

		set = comma == SIZE_MAX ? (struct view){NULL, 0} : view_sub(set, comma + 2, set.n);
		size_t blank = view_chr(item, ' ');
		if (!first)
			buf_adds(out, ", ");
		first = false;
		url_resolve(out, base, view_sub(item, 0, blank));
		if (blank != SIZE_MAX)
			buf_addv(out, view_sub(item, blank, item.n));
	}
}

/* What is in out from `from` on, escaped for a value in double quotes. */
static void escape_tail(struct buf *out, size_t from)
{
	struct buf plain = BUF_INIT(out->max);

	buf_addv(&plain, view_sub(buf_view(out), from, out->n));
	out->n = from;
	for (size_t i = 0; i < plain.n; i++) {
		char c = plain.p[i];

		if (c == '&')
			buf_adds(out, "&amp;");
		else if (c == '"')
			buf_adds(out, "&quot;");
		else if (c == '<')
			buf_adds(out, "&lt;");
		else
			buf_addc(out, c);
	}
	if (plain.err != CT_OK)
		out->err = plain.err;
	buf_free(&plain);
}

static void resolve_attr(struct buf *out, struct view base, const struct markup_attr *a)
{
	struct buf plain = BUF_INIT(out->max);
	struct view value = a->value;

	if (view_chr(value, '&') != SIZE_MAX) {
		entity_decode(&plain, value);
		value = buf_view(&plain);
	}
	buf_addc(out, '"');
	size_t from = out->n;
	if (view_caseeq(a->name, VIEW_LIT("srcset")))
		resolve_srcset(out, base, value);
	else
		url_resolve(out, base, value);
	struct view full = view_sub(buf_view(out), from, out->n);
	if (view_chr(full, '&') != SIZE_MAX || view_chr(full, '"') != SIZE_MAX ||
	    view_chr(full, '<') != SIZE_MAX)
		escape_tail(out, from);
	buf_addc(out, '"');
	if (plain.err != CT_OK)
		out->err = plain.err;
	buf_free(&plain);
}

static void resolve_tag(
    struct buf *out, struct view html, struct view base, struct view attrs, size_t *copied)
{
	struct markup_attr a;

	for (size_t at = 0; markup_next_attr(attrs, &at, &a);) {
		if (!needs_base(&a))
			continue;
		size_t from = (size_t)(a.value.p - html.p) - (a.quote != 0);
		buf_add(out, html.p + *copied, from - *copied);
		resolve_attr(out, base, &a);
		*copied = (size_t)(attrs.p - html.p) + at;
	}
}

bool html_resolve(struct buf *out, struct view html, struct view base)
{
	size_t at = 0, copied = 0, lt;

	while (at < html.n && (lt = view_chr(view_sub(html, at, html.n), '<')) != SIZE_MAX) {
		if (view_starts(view_sub(html, at + lt, 2), VIEW_LIT("</"))) {
			at += lt + 2;
			continue;
		}
		struct markup m = markup_at(html, at + lt);

		at = m.end;
		if (m.kind != MARKUP_OPEN)
			continue;
		if (m.attrs.n > 3)
			resolve_tag(out, html, base, m.attrs, &copied);
		if (out->err != CT_OK)
			return false;
		if (m.class == MARKUP_RAW)
			at = markup_find_close(html, at, m.name);
	}
	if (copied == 0)
		return false;
	buf_add(out, html.p + copied, html.n - copied);
	return out->err == CT_OK;
}

/* Every reference in v is one that HTML knows; *any where there is one. */
static bool known_references(struct view v, bool *any)
{
	size_t at = 0, amp;

	while (at < v.n && (amp = view_chr(view_sub(v, at, v.n), '&')) != SIZE_MAX) {
		at += amp;
		size_t n = 1;
		while (at + n < v.n && n < 32 && v.p[at + n] != ';' && v.p[at + n] != ' ' &&
		       v.p[at + n] != '&')
			n++;
		bool closed = at + n < v.n && v.p[at + n] == ';';
		size_t before = at;
		if (closed && entity_next(v, &at) == 0)
			return false;
		if (closed)
			*any = true;
		if (at == before)
			at++;
	}
	return true;
}

bool html_looks_like(struct view text)
{
	bool sign = false;
	size_t at = 0, lt;

	if (view_chr(text, '<') == SIZE_MAX && view_chr(text, '&') == SIZE_MAX)
		return false;
	while (at < text.n && (lt = view_chr(view_sub(text, at, text.n), '<')) != SIZE_MAX) {
		struct markup m = markup_at(text, at + lt);

		at = m.end;
		if (m.kind == MARKUP_TEXT || m.kind == MARKUP_OTHER)
			continue;
		if (m.class == MARKUP_UNKNOWN)
			return false;
		sign = sign || m.kind == MARKUP_CLOSE;
	}
	return known_references(text, &sign) && sign;
}

/* "&lt;/p&gt;" or "&lt;br /&gt;": an escaped tag that HTML knows. */
static bool escaped_tag(struct view v)
{
	size_t i = v.n > 0 && v.p[0] == '/', n = 0;

	while (i + n < v.n && n < 12 &&
	       (((v.p[i + n] | 32) >= 'a' && (v.p[i + n] | 32) <= 'z') ||
		   (v.p[i + n] >= '1' && v.p[i + n] <= '6')))
		n++;
	enum markup_class class = markup_class_of(view_sub(v, i, n));
	struct view rest = view_sub(v, i + n, 8);
	bool closes = i == 1 || class == MARKUP_BREAK || view_casestarts(v, VIEW_LIT("img "));
	return class != MARKUP_UNKNOWN && closes &&
	       (view_starts(rest, VIEW_LIT("&gt;")) || view_starts(rest, VIEW_LIT(" ")) ||
		   view_starts(rest, VIEW_LIT("/&gt;")));
}

bool html_is_escaped_twice(struct view html)
{
	size_t at = 0, hit;

	/* Most HTML has a tag soon. */
	while (at < html.n && (hit = view_chr(view_sub(html, at, html.n), '<')) != SIZE_MAX) {
		struct markup m = markup_at(html, at + hit);

		if (m.kind != MARKUP_TEXT)
			return false;
		at += hit + 1;
	}
	at = 0;
	while (at < html.n &&
	       (hit = view_find(view_sub(html, at, html.n), VIEW_LIT("&lt;"))) != SIZE_MAX) {
		at += hit + 4;
		if (escaped_tag(view_sub(html, at, html.n)))
			return true;
	}
	return false;
}

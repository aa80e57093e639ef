#include "xmlloose.h"

#include <stdint.h>
#include <stdlib.h>

#include "ascii.h"
#include "count.h"
#include "entity.h"
#include "utf8.h"

/*
 * A tag soup scanner that gives the same events as an XML reader would, if the
 * document were what its author meant:
 *
 *	a & b, &foo;           text as it stands
 *	a < b                  text
 *	<b><i>x</b>            <i> ends with <b>
 *	</x> with no <x>       ignored
 *	<x a=1 b='2" c>        attributes as far as they can be told
 *	dc:date, undeclared    the prefix stands for its usual namespace
 *	DOCTYPE, with all in it skipped
 *
 * Every byte is looked at a bounded number of times.
 */

#define ATTRS_MAX 64
#define DECLS_MAX 32

struct decl {
	struct view prefix, uri;
	enum ns ns;
	size_t depth; /* of the element that declares it */
};

struct loose {
	struct reader *r;
	struct view doc;
	struct view *open; /* names of the open elements, as written */
	uint32_t *hash;    /* of the same */
	size_t depth, max, too_deep;
	struct decl decls[DECLS_MAX];
	size_t ndecls;
};

static bool is_name_start(char c)
{
	return (c | 32) >= 'a' ? (c | 32) <= 'z' : c == '_' || (c & 0x80) != 0;
}

static bool is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= ':') || c == '-' || c == '.';
}

/* Offset behind the next `end` at or behind at, or the document's length. */
static size_t behind(struct view doc, size_t at, struct view end)
{
	size_t n = view_find(view_sub(doc, at, doc.n), end);

	return n == SIZE_MAX ? doc.n : at + n + end.n;
}

static uint32_t hash_of(struct view name)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		h = (h ^ (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c)) * 16777619u;
	}
	return h;
}

/* --- text ---------------------------------------------------------------------- */

/* Text without the control characters that XML does not know; those that part
 * lines or pages are blanks. */
static void add_clean(struct loose *s, struct view v)
{
	size_t from = 0;

	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c >= 0x20 || c == '\n' || c == '\t' || c == '\r')
			continue;
		reader_text(s->r, v.p + from, i - from);
		if (c == '\v' || c == '\f')
			reader_text(s->r, " ", 1);
		from = i + 1;
	}
	if (v.n > from)
		reader_text(s->r, v.p + from, v.n - from);
}

static void add_text(struct loose *s, struct view v)
{
	if (s->r->capturing == 0)
		return;
	for (size_t at = 0; at < v.n;) {
		size_t amp = view_chr(view_sub(v, at, v.n), '&');

		if (amp == SIZE_MAX) {
			add_clean(s, view_sub(v, at, v.n));
			return;
		}
		add_clean(s, view_sub(v, at, amp));
		at += amp;
		char bytes[4];
		uint32_t cp = entity_next(v, &at);
		if (cp != 0)
			reader_text(s->r, bytes, utf8_encode(cp, bytes));
		else
			reader_text(s->r, v.p + at++, 1);
	}
}

/* --- tags ------------------------------------------------------------------------ */

static void pop(struct loose *s)
{
	s->depth--;
	while (s->ndecls > 0 && s->decls[s->ndecls - 1].depth > s->depth)
		s->ndecls--;
	reader_end(s->r);
}

static void end_tag(struct loose *s, struct view name)
{
	uint32_t h = hash_of(name);
	size_t at = s->depth;

	if (s->too_deep > 0) {
		s->too_deep--;
		return;
	}
	while (at > 0 && !(s->hash[at - 1] == h && view_caseeq(s->open[at - 1], name)))
		at--;
	if (at == 0)
		return;
	while (s->depth >= at)
		pop(s);
}

/* The value at *at, which stands behind '='.  A quote without its fellow
 * before the next '<' ends at the tag's end. */
static struct view attr_value(struct view doc, size_t *at)
{
	size_t i = *at, gt = SIZE_MAX;

	while (i < doc.n && ascii_is_space(doc.p[i]))
		i++;
	if (i < doc.n && (doc.p[i] == '"' || doc.p[i] == '\'')) {
		char quote = doc.p[i++];
		size_t start = i;

		while (i < doc.n && doc.p[i] != quote && doc.p[i] != '<') {
			if (doc.p[i] == '>' && gt == SIZE_MAX)
				gt = i;
			i++;
		}
		if (i < doc.n && doc.p[i] == quote) {
			*at = i + 1;
			return view_sub(doc, start, i - start);
		}
		*at = gt != SIZE_MAX ? gt : i;
		return view_sub(doc, start, *at - start);
	}
	size_t start = i;
	while (i < doc.n && !ascii_is_space(doc.p[i]) && doc.p[i] != '>' && doc.p[i] != '<' &&
	       !(doc.p[i] == '/' && i + 1 < doc.n && doc.p[i + 1] == '>'))
		i++;
	*at = i;
	return view_sub(doc, start, i - start);
}

struct tag {
	struct view name;
	struct {
		struct view name, value;
	} attrs[ATTRS_MAX];
	size_t nattrs;
	bool empty;
};

/* Reads the start tag whose name is at `at`; the offset behind it. */
static size_t read_tag(struct view doc, size_t at, struct tag *t)
{
	size_t start = at;

	while (at < doc.n && is_name(doc.p[at]))
		at++;
	t->name = view_sub(doc, start, at - start);
	t->nattrs = 0;
	t->empty = false;
	while (at < doc.n && doc.p[at] != '>' && doc.p[at] != '<') {
		if (!is_name_start(doc.p[at])) {
			t->empty = doc.p[at] == '/';
			at++;
			continue;
		}
		start = at;
		while (at < doc.n && is_name(doc.p[at]))
			at++;
		struct view name = view_sub(doc, start, at - start), value = {NULL, 0};
		while (at < doc.n && ascii_is_space(doc.p[at]))
			at++;
		if (at < doc.n && doc.p[at] == '=') {
			at++;
			value = attr_value(doc, &at);
		}
		t->empty = false;
		if (t->nattrs < ATTRS_MAX) {
			t->attrs[t->nattrs].name = name;
			t->attrs[t->nattrs++].value = value;
		}
	}
	return at < doc.n && doc.p[at] == '>' ? at + 1 : at;
}

static void split_name(struct view name, struct view *prefix, struct view *local)
{
	size_t colon = view_chr(name, ':');

	*prefix = colon == SIZE_MAX ? (struct view){NULL, 0} : view_sub(name, 0, colon);
	*local = colon == SIZE_MAX ? name : view_sub(name, colon + 1, name.n);
}

static void declare(struct loose *s, const struct tag *t)
{
	for (size_t i = 0; i < t->nattrs && s->ndecls < DECLS_MAX; i++) {
		struct view prefix, local;

		split_name(t->attrs[i].name, &prefix, &local);
		bool plain = view_is(t->attrs[i].name, "xmlns");
		if (!plain && !view_is(prefix, "xmlns"))
			continue;
		prefix = plain ? (struct view){NULL, 0} : local;
		s->decls[s->ndecls++] = (struct decl){
		    prefix, t->attrs[i].value, ns_of(t->attrs[i].value, prefix), s->depth};
	}
}

static enum ns resolve(struct loose *s, struct view prefix, struct view *uri)
{
	for (size_t i = s->ndecls; i > 0; i--)
		if (view_eq(s->decls[i - 1].prefix, prefix)) {
			*uri = s->decls[i - 1].uri;
			return s->decls[i - 1].ns;
		}
	*uri = (struct view){NULL, 0};
	return ns_of(*uri, prefix);
}

/* Elements of HTML that have no end, or end where their like begins. */
static const char *const voids[] = {
    "br", "img", "hr", "input", "wbr", "col", "area", "embed", "param"};
static const char *const selfish[] = {"p", "li", "tr", "td", "th", "dt", "dd", "option"};

static void start_tag(struct loose *s, const struct tag *t)
{
	struct reader *r = s->r;
	struct xattr attrs[ATTRS_MAX];
	struct xattrs list = {attrs, 0};
	struct xname name;
	bool inner = r->capturing > 0;

	if (inner && s->depth > 0 && view_caseeq(s->open[s->depth - 1], t->name) &&
	    view_is_one(t->name, LISTED(selfish)))
		pop(s);
	if (s->depth >= s->max || s->too_deep > 0) {
		s->too_deep += !t->empty;
		return;
	}
	s->open[s->depth] = t->name;
	s->hash[s->depth++] = hash_of(t->name);
	declare(s, t);
	split_name(t->name, &name.prefix, &name.local);
	name.ns = resolve(s, name.prefix, &name.uri);
	for (size_t i = 0; i < t->nattrs; i++) {
		struct view prefix, uri;
		struct xattr *a = &attrs[list.n];

		split_name(t->attrs[i].name, &prefix, &a->local);
		if (view_is(prefix, "xmlns") || view_is(t->attrs[i].name, "xmlns"))
			continue;
		a->ns = prefix.n == 0 ? NS_CORE : resolve(s, prefix, &uri);
		a->value = t->attrs[i].value;
		list.n++;
	}
	reader_start(r, &name, rules_of(name.ns, name.local), &list);
	if (t->empty || (inner && view_is_one(t->name, LISTED(voids))))
		pop(s);
}

/* <!DOCTYPE ...>, perhaps with [...] in it. */
static size_t skip_doctype(struct view doc, size_t at)
{
	size_t i = at;
	bool inside = false;

	while (i < doc.n) {
		char c = doc.p[i++];

		if (c == '<' && view_starts(view_sub(doc, i, 3), VIEW_LIT("!--")))
			i = behind(doc, i + 3, VIEW_LIT("-->"));
		else if (c == '<' && view_starts(view_sub(doc, i, 1), VIEW_LIT("?")))
			i = behind(doc, i, VIEW_LIT("?>"));
		else if (c == '[')
			inside = true;
		else if (c == ']')
			inside = false;
		else if (c == '>' && !inside)
			return i;
		else if (c == '"' || c == '\'') {
			const char *close = memchr(doc.p + i, c, doc.n - i);
			if (close == NULL)
				break;
			i = (size_t)(close - doc.p) + 1;
		}
	}
	/* Unbalanced: a plain '>' must do. */
	return behind(doc, at, VIEW_LIT(">"));
}

/* What begins at doc.p[at] == '<'; the offset behind it. */
static size_t read_markup(struct loose *s, size_t at)
{
	struct view doc = s->doc, rest = view_sub(doc, at, 16);

	if (view_starts(rest, VIEW_LIT("<!--")))
		return behind(doc, at + 4, VIEW_LIT("-->"));
	if (view_starts(rest, VIEW_LIT("<![CDATA["))) {
		size_t end = behind(doc, at + 9, VIEW_LIT("]]>"));
		bool closed =
		    view_starts(view_sub(doc, end - 3, 3), VIEW_LIT("]]>")) && end >= at + 12;

		add_clean(s, view_sub(doc, at + 9, end - at - 9 - (closed ? 3 : 0)));
		return end;
	}
	if (view_casestarts(rest, VIEW_LIT("<!DOCTYPE")))
		return skip_doctype(doc, at + 9);
	if (view_starts(rest, VIEW_LIT("<!")))
		return behind(doc, at, VIEW_LIT(">"));
	if (view_starts(rest, VIEW_LIT("<?")))
		return behind(doc, at, VIEW_LIT("?>"));
	if (rest.n > 2 && rest.p[1] == '/' && is_name_start(rest.p[2])) {
		size_t i = at + 2;

		while (i < doc.n && is_name(doc.p[i]))
			i++;
		struct view name = view_sub(doc, at + 2, i - at - 2);
		while (i < doc.n && doc.p[i] != '>' && doc.p[i] != '<')
			i++;
		end_tag(s, name);
		return i < doc.n && doc.p[i] == '>' ? i + 1 : i;
	}
	if (rest.n > 1 && is_name_start(rest.p[1])) {
		struct tag t;
		size_t end = read_tag(doc, at + 1, &t);

		if (end < doc.n || doc.p[doc.n - 1] == '>')
			start_tag(s, &t);
		return end;
	}
	add_text(s, view_sub(doc, at, 1));
	return at + 1;
}

void xmlloose_read(struct reader *r, struct view doc)
{
	struct loose s = {.r = r, .doc = doc, .max = r->limits->depth * 2};

	r->forgiving = true;
	s.open = calloc(s.max + 1, sizeof(*s.open));
	s.hash = calloc(s.max + 1, sizeof(*s.hash));
	if (s.open == NULL || s.hash == NULL)
		r->err = CT_ENOMEM;
	for (size_t at = 0; at < doc.n && r->err == CT_OK && !r->stop;) {
		const char *lt = memchr(doc.p + at, '<', doc.n - at);
		size_t end = lt != NULL ? (size_t)(lt - doc.p) : doc.n;

		add_text(&s, view_sub(doc, at, end - at));
		at = end < doc.n ? read_markup(&s, end) : end;
	}
	free(s.open);
	free(s.hash);
}

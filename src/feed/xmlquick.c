#include "xmlquick.h"

#include <stdint.h>

#include "bytes16.h"
#include "rulecache.h"
#include "xmlchars.h"
#include "xmlrefs.h"
#include "xmlspaces.h"

/*
 * One pass over the bytes, with the same events as libxml2's for the same
 * document, or a refusal: what is not surely well-formed, and what feeds hardly
 * ever have, is left to libxml2, which then decides.  So this reader may know
 * little, but must take nothing that libxml2 would not, nor otherwise.
 *
 *	known      elements, attributes, namespaces, text, CDATA, references (HTML's
 *	           names, too), comments, processing instructions, XML declaration
 *	refused    every error; DOCTYPE; names that are not ASCII; prefixes that are
 *	           not declared; namespaces that are no plain URI; more than the MAXes
 *
 * An oddity of libxml2's that is kept: an attribute's "&amp;" is handed on as
 * "&#38;", and names of HTML in it as they stand, because attributes are decoded
 * once more by who reads them.
 *
 * Measured (tests/bench, callgrind), with all that the reader makes of it, in
 * instructions a byte and beside libxml2 alone: escaped RSS 10.6 (17.6), Atom in
 * CDATA 7.3 (25.7), small feeds of real sites 31 (39).
 */
#define DEPTH_MAX 256
#define ATTRS_MAX 64
#define TAG_MAX (128 * 1024)
#define NAME_LENGTH_MAX 50000 /* libxml2's, of either part of a name */
/* Libxml2 ends at a CDATA section or instruction of ten million bytes. */
#define LUMP_MAX 9900000

struct attr {
	struct view prefix, local;
	struct view value;
	bool mended; /* value.p is missing: it is in quick.values */
	size_t at;   /* there */
};

struct quick {
	struct reader *r;
	const char *p, *end;
	bool rooted;
	size_t depth;
	struct view open[DEPTH_MAX]; /* names as written */
	struct xmlspaces spaces;
	struct rulecache rules;
	size_t nattrs;
	struct attr attrs[ATTRS_MAX];
	struct buf values; /* attributes' values that are not as written */
	struct buf spare;  /* text that nobody captures, or not as it is */
};

static bool at(const struct quick *q, const char *p, struct view what)
{
	return view_starts((struct view){p, (size_t)(q->end - p)}, what);
}

static const char *find(const struct quick *q, const char *p, char c)
{
	return p < q->end ? memchr(p, c, (size_t)(q->end - p)) : NULL;
}

static bool skip_space(struct quick *q)
{
	const char *p = q->p;

	while (p < q->end && xmlchars_is(*p, XMLCHARS_SPACE))
		p++;
	bool any = p > q->p;
	q->p = p;
	return any;
}

/* --- text ---------------------------------------------------------------------- */

/* Decodes what is between p and lt to out, which has room for as much and a
 * block; returns where that ends, or NULL. */
static char *decode(const struct quick *q, const char *p, const char *lt, char *out)
{
	while (p < lt) {
		size_t n = xmlchars_copy(out, p, q->end);

		out += n;
		p += n;
		if (p == lt)
			break;
		if (*p == '&') {
			if (!xmlrefs_put(&p, q->end, &out))
				return NULL;
		} else if (*p == '\r') {
			*out++ = '\n';
			p += lt - p > 1 && p[1] == '\n' ? 2 : 1;
		} else if (lt - p > 2 && p[1] == ']' && p[2] == '>') {
			return NULL;
		} else {
			*out++ = *p++;
		}
	}
	return out;
}

static bool read_text(struct quick *q)
{
	struct reader *r = q->r;
	const char *start = q->p;

	skip_space(q);
	const char *lt = find(q, q->p, '<');
	if (lt == q->p && r->capturing == 0)
		return true;
	if (lt == NULL || q->depth == 0)
		return q->p == q->end && q->depth == 0;
	size_t room = (size_t)(lt - start) + BYTES16_SIZE;
	char *direct = reader_room(r, room);
	char *out = direct != NULL ? direct : buf_room(&q->spare, room);
	if (out == NULL) {
		r->err = CT_ENOMEM;
		return true;
	}
	char *end = decode(q, start, lt, out);
	if (end == NULL)
		return false;
	if (direct != NULL)
		buf_filled(&r->text, (size_t)(end - out));
	else
		reader_text(r, out, (size_t)(end - out));
	q->p = lt;
	return true;
}

/* Hands on what is as written but for line ends. */
static void hand_lines(struct reader *r, const char *p, const char *end)
{
	while (p < end) {
		const char *cr = memchr(p, '\r', (size_t)(end - p)), *stop = cr != NULL ? cr : end;

		if (stop > p)
			reader_text(r, p, (size_t)(stop - p));
		if (cr != NULL)
			reader_text(r, "\n", 1);
		p = cr == NULL ? end : end - cr > 1 && cr[1] == '\n' ? cr + 2 : cr + 1;
	}
}

static bool read_cdata(struct quick *q)
{
	const char *start = q->p + 9, *end = start;

	if (q->depth == 0)
		return false;
	while ((end = find(q, end, ']')) != NULL && !at(q, end, VIEW_LIT("]]>")))
		end++;
	if (end == NULL || end - start > LUMP_MAX)
		return false;
	hand_lines(q->r, start, end);
	q->p = end + 3;
	return true;
}

/* --- names and values ------------------------------------------------------------- */

/* Reads "prefix:local" or "local". */
static bool read_name(struct quick *q, struct view *prefix, struct view *local)
{
	const char *start = q->p, *p = start;

	*prefix = (struct view){NULL, 0};
	for (;;) {
		if (p >= q->end || !xmlchars_is(*p, XMLCHARS_NAME_START))
			return false;
		const char *part = p;
		while (p < q->end && xmlchars_is(*p, XMLCHARS_NAME))
			p++;
		*local = (struct view){part, (size_t)(p - part)};
		if (local->n > NAME_LENGTH_MAX)
			return false;
		if (p >= q->end || *p != ':' || prefix->n > 0)
			break;
		*prefix = *local;
		p++;
	}
	q->p = p;
	return p < q->end && *p != ':' && (*p & 0x80) == 0;
}

/* --- tags ------------------------------------------------------------------------- */

/* The reference at *p in a value, as libxml2 hands it on. */
static bool mend_reference(struct quick *q, const char **p)
{
	const char *start = *p;
	bool number = at(q, start, VIEW_LIT("&#"));
	char bytes[4], *to = bytes;

	if (!xmlrefs_put(p, q->end, &to))
		return false;
	bool one = to == bytes + 1, alias = one && (start[1] < 'a' || start[1] > 'z');
	if (one && bytes[0] == '&' && (number || !alias))
		buf_adds(&q->values, "&#38;");
	else if (number || (one && !alias))
		buf_add(&q->values, bytes, (size_t)(to - bytes));
	else if (one)
		return false; /* "&AMP;", "&LT;": in values libxml2 takes them for markup */
	else
		buf_add(&q->values, start, (size_t)(*p - start));
	return true;
}

/* A value in which something is not as written: blanks, references. */
static bool mend_value(struct quick *q, char quote, struct attr *a)
{
	const char *p = a->value.p;

	a->mended = true;
	a->at = q->values.n;
	for (;;) {
		const char *run = p;

		while (p < q->end && *p != quote && !xmlchars_is(*p, XMLCHARS_VALUE_STOP))
			p++;
		buf_add(&q->values, run, (size_t)(p - run));
		if (p >= q->end || *p == quote || *p == '<')
			break;
		if (*p == '&') {
			if (!mend_reference(q, &p))
				return false;
			continue;
		}
		buf_addc(&q->values, ' ');
		p += *p == '\r' && p + 1 < q->end && p[1] == '\n' ? 2 : 1;
	}
	if (p >= q->end || *p != quote)
		return false;
	a->value = (struct view){NULL, q->values.n - a->at};
	q->p = p + 1;
	return true;
}

static bool read_attr(struct quick *q)
{
	struct attr *a = &q->attrs[q->nattrs];

	if (q->nattrs == ATTRS_MAX || !read_name(q, &a->prefix, &a->local))
		return false;
	skip_space(q);
	if (q->p >= q->end || *q->p != '=')
		return false;
	q->p++;
	skip_space(q);
	if (q->p >= q->end || (*q->p != '"' && *q->p != '\''))
		return false;
	char quote = *q->p++;
	const char *p = q->p;
	while (p < q->end && *p != quote && !xmlchars_is(*p, XMLCHARS_VALUE_STOP))
		p++;
	if (p >= q->end)
		return false;
	a->value = (struct view){q->p, (size_t)(p - q->p)};
	a->mended = false;
	q->p = p + 1;
	if (*p != quote && !mend_value(q, quote, a))
		return false;
	bool plain = a->prefix.n == 0 && view_is(a->local, "xmlns");
	if (plain || view_is(a->prefix, "xmlns"))
		return !a->mended && xmlspaces_declare(&q->spaces, plain ? a->prefix : a->local,
					 a->value, q->depth);
	q->nattrs++;
	return true;
}

/* The attributes as the reader takes them; false where two are one. */
static bool list_attrs(struct quick *q, struct xattr list[ATTRS_MAX])
{
	const struct xmlspace *spaces[ATTRS_MAX];

	for (size_t i = 0; i < q->nattrs; i++) {
		struct attr *a = &q->attrs[i];

		spaces[i] =
		    a->prefix.n > 0 ? xmlspaces_find(&q->spaces, a->prefix) : &xmlspaces_none;
		if (spaces[i] == NULL)
			return false;
		for (size_t j = 0; j < i; j++)
			if (view_eq(list[j].local, a->local) &&
			    view_eq(spaces[j]->uri, spaces[i]->uri))
				return false;
		if (a->mended)
			a->value.p = q->values.n > 0 ? q->values.p + a->at : "";
		list[i] = (struct xattr){spaces[i]->ns, a->local, a->value};
	}
	return true;
}

static void pop(struct quick *q)
{
	xmlspaces_leave(&q->spaces, q->depth);
	q->depth--;
	reader_end(q->r);
}

static bool read_start(struct quick *q)
{
	struct reader *r = q->r;
	const char *start = ++q->p;
	struct xattr list[ATTRS_MAX];
	struct xname name;

	if ((q->depth == 0 && q->rooted) || q->depth == DEPTH_MAX || r->depth >= r->limits->depth ||
	    !read_name(q, &name.prefix, &name.local))
		return false;
	q->rooted = true;
	q->open[q->depth++] = (struct view){start, (size_t)(q->p - start)};
	q->nattrs = q->values.n = 0;
	for (;;) {
		bool space = skip_space(q);

		if (q->p >= q->end)
			return false;
		if (*q->p == '>' || *q->p == '/')
			break;
		if (!space || !read_attr(q))
			return false;
	}
	bool empty = *q->p == '/';
	q->p += empty;
	const struct xmlspace *d = xmlspaces_find(&q->spaces, name.prefix);
	if (q->p >= q->end || *q->p++ != '>' || q->p - start > TAG_MAX ||
	    q->nattrs > r->limits->attributes || d == NULL || !list_attrs(q, list))
		return false;
	name.ns = d->ns;
	name.uri = d->uri;
	reader_start(r, &name, rulecache_rules(&q->rules, d->ns, name.local),
	    &(struct xattrs){list, q->nattrs});
	if (empty && !r->stop)
		pop(q);
	return true;
}

static bool read_end(struct quick *q)
{
	q->p += 2;
	if (q->depth == 0 || !at(q, q->p, q->open[q->depth - 1]))
		return false;
	q->p += q->open[q->depth - 1].n;
	skip_space(q);
	if (q->p >= q->end || *q->p++ != '>')
		return false;
	pop(q);
	return true;
}

/* --- the rest ---------------------------------------------------------------------- */

static bool skip_comment(struct quick *q)
{
	const char *p = q->p + 4;

	while ((p = find(q, p, '-')) != NULL && !at(q, p, VIEW_LIT("--")))
		p++;
	if (p == NULL || p - q->p > LUMP_MAX || !at(q, p, VIEW_LIT("-->")))
		return false;
	q->p = p + 3;
	return true;
}

static bool skip_instruction(struct quick *q)
{
	struct view prefix, target;

	q->p += 2;
	if (!read_name(q, &prefix, &target) || prefix.n > 0 || view_caseeq(target, VIEW_LIT("xml")))
		return false;
	if (!at(q, q->p, VIEW_LIT("?>")) && !xmlchars_is(*q->p, XMLCHARS_SPACE))
		return false;
	const char *p = q->p;
	while ((p = find(q, p, '?')) != NULL && !at(q, p, VIEW_LIT("?>")))
		p++;
	if (p == NULL || p - q->p > LUMP_MAX)
		return false;
	q->p = p + 2;
	return true;
}

/* `key = "value"` of the XML declaration, if that is what is next. */
static bool read_pseudo(struct quick *q, struct view key, struct view *value)
{
	const char *before = q->p;

	*value = (struct view){NULL, 0};
	if (!skip_space(q) || !at(q, q->p, key)) {
		q->p = before;
		return true;
	}
	q->p += key.n;
	skip_space(q);
	if (q->p >= q->end || *q->p++ != '=')
		return false;
	skip_space(q);
	if (q->p >= q->end || (*q->p != '"' && *q->p != '\''))
		return false;
	const char *close = find(q, q->p + 1, *q->p);
	if (close == NULL)
		return false;
	*value = (struct view){q->p + 1, (size_t)(close - q->p - 1)};
	q->p = close + 1;
	return value->n > 0;
}

static bool read_declaration(struct quick *q)
{
	struct view version, encoding, alone;

	if (!at(q, q->p, VIEW_LIT("<?xml")) || xmlchars_is(q->p[5], XMLCHARS_NAME))
		return true;
	q->p += 5;
	if (!read_pseudo(q, VIEW_LIT("version"), &version) ||
	    !read_pseudo(q, VIEW_LIT("encoding"), &encoding) ||
	    !read_pseudo(q, VIEW_LIT("standalone"), &alone))
		return false;
	for (size_t i = 0; i < encoding.n; i++)
		if (!xmlchars_is(encoding.p[i], XMLCHARS_NAME) || (encoding.p[0] | 32) < 'a' ||
		    encoding.p[0] == '_')
			return false;
	skip_space(q);
	if (!at(q, q->p, VIEW_LIT("?>")))
		return false;
	q->p += 2;
	return view_is(version, "1.0") &&
	       (alone.n == 0 || view_is(alone, "yes") || view_is(alone, "no"));
}

static bool read_markup(struct quick *q)
{
	if (q->p + 1 >= q->end)
		return false;
	switch (q->p[1]) {
	case '/':
		return read_end(q);
	case '?':
		return skip_instruction(q);
	case '!':
		return at(q, q->p, VIEW_LIT("<!--"))        ? skip_comment(q)
		       : at(q, q->p, VIEW_LIT("<![CDATA[")) ? read_cdata(q)
							    : false;
	default:
		return read_start(q);
	}
}

bool xmlquick_read(struct reader *r, struct view doc)
{
	struct quick q;

	if (doc.n < 8 || !xmlchars_all(doc))
		return false;
	q.r = r;
	q.p = doc.p;
	q.end = doc.p + doc.n;
	q.rooted = false;
	q.depth = 0;
	q.spaces.n = 0;
	rulecache_begin(&q.rules);
	q.values = BUF_INIT(TAG_MAX);
	q.spare = BUF_INIT(doc.n + BYTES16_SIZE);
	bool fine = read_declaration(&q);
	while (fine && q.p < q.end && r->err == CT_OK && !r->stop)
		fine = *q.p == '<' ? read_markup(&q) : read_text(&q);
	fine = fine && (r->err != CT_OK || r->stop || (q.depth == 0 && q.rooted)) &&
	       q.values.err == CT_OK;
	buf_free(&q.values);
	buf_free(&q.spare);
	return fine;
}

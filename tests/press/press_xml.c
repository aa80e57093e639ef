#include "press.h"

#include <iconv.h>
#include <stdlib.h>

#include "utf8.h"

/* --- character sets ------------------------------------------------------------- */

struct charset {
	const char *name, *iconv; /* NULL: bytes of any text are as they are */
	const char *type;         /* Content-Type, where that says it */
	const char *bom;
};

static const struct charset charsets[] = {
    {"UTF-8", NULL, "text/xml; charset=utf-8", ""},
    {"utf-8", NULL, "application/xml", "\xEF\xBB\xBF"},
    {"UTF-16", "UTF-16LE", "text/xml; charset=utf-16", "\xFF\xFE"},
    {"UTF-16", "UTF-16BE", "application/rss+xml; charset=utf-16", "\xFE\xFF"},
    {"us-ascii", "ASCII", "application/rss+xml; charset=us-ascii", ""},
    {"iso-8859-1", "ISO-8859-1", "text/xml;charset=\"iso-8859-1\"", ""},
    {"windows-1251", "CP1251", "text/xml; charset=windows-1251", ""},
    {"GB18030", "GB18030", "text/xml; charset=gb18030", ""},
};

static bool converts(iconv_t cd, const char *from, size_t n)
{
	char bytes[16], *in = (char *)(uintptr_t)from, *out = bytes;
	size_t left = sizeof(bytes);

	return iconv(cd, &in, &n, &out, &left) != (size_t)-1;
}

/* --- the printer ------------------------------------------------------------------ */

enum space { CORE, CONTENT, DC, TERMS, MEDIA, ATOM, XHTML, RDF, SPACES };

struct xml {
	struct buf *out, scratch, value;
	uint32_t style;
	enum press_format f;
	const struct sheet *sheet;
	const char *core; /* the namespace of the format itself, or NULL */
	iconv_t cd;       /* or -1: every character can be written */
	bool relative;
};

static const struct {
	const char *usual, *other, *uri;
} spaces[SPACES] = {
    [CORE] = {"", "x:", NULL},
    [CONTENT] = {"content:", "c:", "http://purl.org/rss/1.0/modules/content/"},
    [DC] = {"dc:", "d:", "http://purl.org/dc/elements/1.1/"},
    [TERMS] = {"dcterms:", "dct:", "http://purl.org/dc/terms/"},
    [MEDIA] = {"media:", "m:", "http://search.yahoo.com/mrss/"},
    [ATOM] = {"atom:", "a:", "http://www.w3.org/2005/Atom"},
    [XHTML] = {"xhtml:", "h:", "http://www.w3.org/1999/xhtml"},
    [RDF] = {"rdf:", "r:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
};

static bool is(const struct xml *x, enum press_format f)
{
	return x->f == f;
}

static bool is_atom(const struct xml *x)
{
	return is(x, PRESS_ATOM10) || is(x, PRESS_ATOM03);
}

static bool is_rdf(const struct xml *x)
{
	return is(x, PRESS_RSS10) || is(x, PRESS_RSS090);
}

static const char *prefix(const struct xml *x, enum space ns)
{
	bool other = PRESS_STYLE(x->style, PREFIX) != 0 && (ns != CORE || x->core != NULL);

	return other ? spaces[ns].other : spaces[ns].usual;
}

/* A character as text, or as a reference where it has to be. */
static void add_char(struct xml *x, uint32_t cp, bool all)
{
	char bytes[4];
	size_t n = utf8_encode(cp, bytes);
	bool special = cp == '&' || cp == '<' || cp == '>' || cp == '"' || cp == '\'';

	/* Between 80 and 9F character sets of the web have something else. */
	bool plain = cp < 0x80 || (!all && (cp >= 0xA0 || PRESS_STYLE(x->style, CHARSET) < 4) &&
				      (x->cd == (iconv_t)-1 || converts(x->cd, bytes, n)));
	if (special && !all)
		buf_adds(x->out, cp == '&'   ? "&amp;"
				 : cp == '<' ? "&lt;"
				 : cp == '>' ? "&gt;"
				 : cp == '"' ? "&quot;"
					     : "&#39;");
	else if (plain && !special)
		buf_add(x->out, bytes, n);
	else
		buf_addf(x->out, (cp & 1) != 0 ? "&#%u;" : "&#x%X;", (unsigned)cp);
}

static void add_chars(struct xml *x, struct view v, bool all)
{
	for (size_t at = 0; at < v.n;)
		add_char(x, utf8_next(v, &at), all);
}

/* Can v stand as it is, in a CDATA section? */
static bool is_raw(const struct xml *x, struct view v)
{
	for (size_t at = 0; at < v.n;) {
		size_t from = at;
		uint32_t cp = utf8_next(v, &at);

		if (cp >= 0x80 &&
		    ((cp < 0xA0 && PRESS_STYLE(x->style, CHARSET) >= 4) ||
			(x->cd != (iconv_t)-1 && !converts(x->cd, v.p + from, at - from))))
			return false;
	}
	return true;
}

/* "a]]>b" needs two sections. */
static void add_cdata(struct xml *x, struct view v)
{
	buf_adds(x->out, "<![CDATA[");
	for (size_t at; (at = view_find(v, VIEW_LIT("]]>"))) != SIZE_MAX;) {
		buf_addv(x->out, view_sub(v, 0, at + 2));
		buf_adds(x->out, "]]><![CDATA[");
		v = view_sub(v, at + 2, v.n);
	}
	buf_addv(x->out, v);
	buf_adds(x->out, "]]>");
}

static void add_text(struct xml *x, struct view v)
{
	unsigned quotes = PRESS_STYLE(x->style, QUOTES);

	if (quotes == 0 || quotes == 2 || v.n == 0 || !is_raw(x, v)) {
		add_chars(x, v, quotes == 2);
	} else if (quotes == 1) {
		add_cdata(x, v);
	} else {
		size_t cut = utf8_clip(v, v.n / 3).n, end = utf8_clip(v, v.n / 2).n;

		add_chars(x, view_sub(v, 0, cut), false);
		add_cdata(x, view_sub(v, cut, end - cut));
		add_chars(x, view_sub(v, end, v.n), false);
	}
}

static void line(struct xml *x)
{
	if (PRESS_STYLE(x->style, PRETTY) != 0)
		buf_adds(x->out, (x->out->n & 7) == 3   ? "\r\n  <!-- <title>none</title> -->"
				 : (x->out->n & 7) == 5 ? "\n<?php echo 1 ?>\t"
							: "\n\t");
}

static void start(struct xml *x, enum space ns, const char *name)
{
	line(x);
	buf_addf(x->out, "<%s%s", prefix(x, ns), name);
}

static void attr(struct xml *x, const char *name, struct view v)
{
	const char *quote = PRESS_STYLE(x->style, APOSTROPHES) != 0 ? "'" : "\"";

	if (v.n == 0)
		return;
	buf_addf(x->out, " %s=%s", name, quote);
	add_chars(x, v, PRESS_STYLE(x->style, QUOTES) == 2);
	buf_adds(x->out, quote);
}

static void end(struct xml *x, enum space ns, const char *name)
{
	buf_addf(x->out, "</%s%s>", prefix(x, ns), name);
}

static void leaf(struct xml *x, enum space ns, const char *name, struct view v)
{
	if (v.n == 0)
		return;
	start(x, ns, name);
	buf_addc(x->out, '>');
	add_text(x, v);
	end(x, ns, name);
}

static struct view url_of(const struct xml *x, struct view url)
{
	return x->relative ? press_relative(url, x->sheet->page) : url;
}

/* --- texts ----------------------------------------------------------------------------- */

/* A plain text as RSS has it: as HTML where it could be taken for it. */
static void guessed(struct xml *x, enum space ns, const char *name, struct view v)
{
	buf_clear(&x->scratch);
	if (PRESS_STYLE(x->style, TWICE) != 0 || view_chr(v, '&') != SIZE_MAX ||
	    view_find(v, VIEW_LIT("</")) != SIZE_MAX)
		press_add_html(&x->scratch, v);
	else
		buf_addv(&x->scratch, v);
	leaf(x, ns, name, buf_view(&x->scratch));
}

/* A plain text as HTML. */
static void escaped(struct xml *x, enum space ns, const char *name, struct view v)
{
	buf_clear(&x->scratch);
	press_add_html(&x->scratch, v);
	leaf(x, ns, name, buf_view(&x->scratch));
}

static void type(struct xml *x, const char *atom10, const char *atom03, bool escaped_mode)
{
	attr(x, "type", view_of(is(x, PRESS_ATOM10) ? atom10 : atom03));
	if (is(x, PRESS_ATOM03))
		attr(x, "mode", escaped_mode ? VIEW_LIT("escaped") : VIEW_LIT("xml"));
}

/* A plain text as Atom has it. */
static void typed(struct xml *x, const char *name, struct view v)
{
	bool html = PRESS_STYLE(x->style, TWICE) != 0;

	if (v.n == 0)
		return;
	start(x, CORE, name);
	if (html)
		type(x, "html", "text/html", true);
	else if (is(x, PRESS_ATOM03) || PRESS_STYLE(x->style, PREFIX) != 0)
		type(x, "text", "text/plain", true);
	buf_addc(x->out, '>');
	buf_clear(&x->scratch);
	if (html)
		press_add_html(&x->scratch, v);
	else
		buf_addv(&x->scratch, v);
	add_text(x, buf_view(&x->scratch));
	end(x, CORE, name);
}

/* Elements of the feed's own document; "h:" or nothing before their names. */
static void xhtml_para(struct xml *x, struct view para, const char *p)
{
	enum press_mark mark;

	buf_addf(x->out, "<%sp>", p);
	for (size_t at = 0; at < para.n;) {
		struct view part = press_part(para, x->style, &at, &mark);

		if (mark == PRESS_STRONG)
			buf_addf(x->out, "<%sstrong class='x'>", p);
		else if (mark == PRESS_LINK)
			buf_addf(x->out, "<%sa href='https://post.example/?a&amp;b'>", p);
		add_text(x, part);
		if (mark != PRESS_PLAIN)
			buf_addf(x->out, "</%s%s >", p, mark == PRESS_STRONG ? "strong" : "a");
	}
	buf_addf(x->out, "</%sp>", p);
}

static void xhtml_body(struct xml *x, const struct sheet_story *s)
{
	bool prefixed = PRESS_STYLE(x->style, PREFIX) != 0;
	const char *p = prefixed ? "h:" : "";

	start(x, CORE, "content");
	type(x, "xhtml", "application/xhtml+xml", false);
	buf_addf(
	    x->out, "><%sdiv xmlns%s='http://www.w3.org/1999/xhtml'>", p, prefixed ? ":h" : "");
	for (size_t i = 0; i < s->nparas; i++)
		xhtml_para(x, s->paras[i], p);
	buf_addf(x->out, "</%sdiv>", p);
	end(x, CORE, "content");
}

static void atom_body(struct xml *x, const struct sheet_story *s)
{
	unsigned how = s->html.n > 0 ? 0 : PRESS_STYLE(x->style, TEXTS);

	if (s->html.n == 0 && s->nparas == 0)
		return;
	if (how == 2) {
		xhtml_body(x, s);
		return;
	}
	start(x, CORE, "content");
	type(x, how == 1 ? "text" : "html", how == 1 ? "text/plain" : "text/html", true);
	buf_addc(x->out, '>');
	buf_clear(&x->scratch);
	if (how == 1)
		press_add_paras(&x->scratch, s, "\n\n");
	else
		press_add_body(&x->scratch, s, x->style);
	add_text(x, buf_view(&x->scratch));
	end(x, CORE, "content");
}

static void add_texts(struct xml *x, const struct sheet_story *s)
{
	if (is_atom(x)) {
		typed(x, "title", s->title);
		typed(x, "summary", s->summary);
		atom_body(x, s);
		return;
	}
	bool here = PRESS_STYLE(x->style, DESCRIPTION) != 0 && s->summary.n == 0;
	guessed(x, CORE, "title", s->title);
	escaped(x, CORE, "description", s->summary);
	buf_clear(&x->scratch);
	press_add_body(&x->scratch, s, x->style);
	leaf(x, here ? CORE : CONTENT, here ? "description" : "encoded", buf_view(&x->scratch));
}

/* --- the other fields -------------------------------------------------------------------- */

static void add_names(struct xml *x, const struct sheet_story *s)
{
	if (is_atom(x)) {
		leaf(x, CORE, "id", s->id);
		if (s->link.n == 0)
			return;
		start(x, CORE, "link");
		attr(x, "rel", VIEW_LIT("alternate"));
		attr(x, "href", url_of(x, s->link));
		buf_adds(x->out, "/>");
		return;
	}
	if (!is_rdf(x) && s->id.n > 0) {
		start(x, CORE, "guid");
		attr(x, "isPermaLink", VIEW_LIT("false"));
		buf_addc(x->out, '>');
		add_text(x, s->id);
		end(x, CORE, "guid");
	}
	leaf(x, CORE, "link", url_of(x, s->link));
	if (PRESS_STYLE(x->style, LANG) == 0)
		leaf(x, DC, "language", s->lang);
}

static void add_date(struct xml *x, enum space ns, const char *name, int64_t t, bool iso)
{
	if (t == CT_TIME_UNKNOWN)
		return;
	buf_clear(&x->scratch);
	press_add_date(&x->scratch, t, x->style, iso);
	leaf(x, ns, name, buf_view(&x->scratch));
}

static void add_dates(struct xml *x, const struct sheet_story *s)
{
	if (is(x, PRESS_ATOM10)) {
		add_date(x, CORE, "published", s->published, true);
		add_date(x, CORE, "updated", s->updated, true);
	} else if (is(x, PRESS_ATOM03)) {
		add_date(x, CORE, "issued", s->published, true);
		add_date(x, CORE, "modified", s->updated, true);
	} else {
		add_date(x, is_rdf(x) ? TERMS : CORE, is_rdf(x) ? "issued" : "pubDate",
		    s->published, is_rdf(x));
		add_date(x, TERMS, "modified", s->updated, true);
	}
}

static void atom_person(struct xml *x, enum space ns, const struct sheet_person *p)
{
	start(x, ns, "author");
	buf_addc(x->out, '>');
	if (is_atom(x))
		leaf(x, ns, "name", p->name);
	else
		guessed(x, ns, "name", p->name);
	leaf(x, ns, "email", p->email);
	leaf(x, ns, is(x, PRESS_ATOM03) ? "url" : "uri", p->uri);
	end(x, ns, "author");
}

/* Is there anything in it that tells names from addresses? */
static bool is_marked(struct view name)
{
	for (size_t i = 0; i < name.n; i++)
		if (strchr("@()<>[]", name.p[i]) != NULL)
			return true;
	return false;
}

static void add_authors(struct xml *x, const struct sheet_story *s)
{
	for (size_t i = 0; i < s->nauthors; i++) {
		const struct sheet_person *p = &s->authors[i];

		if (is_atom(x)) {
			atom_person(x, CORE, p);
		} else if (PRESS_STYLE(x->style, PEOPLE) != 0 || is_marked(p->name)) {
			atom_person(x, ATOM, p);
		} else if (p->email.n == 0) {
			guessed(x, DC, "creator", p->name);
		} else {
			buf_clear(&x->value);
			buf_addv(&x->value, p->email);
			buf_adds(&x->value, " (");
			buf_addv(&x->value, p->name);
			buf_adds(&x->value, ")");
			guessed(x, CORE, "author", buf_view(&x->value));
		}
	}
}

static void add_lists(struct xml *x, const struct sheet_story *s)
{
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct sheet_category *c = &s->categories[i];

		if (is_rdf(x)) {
			guessed(x, DC, "subject", c->term);
			continue;
		}
		buf_clear(&x->value);
		press_add_html(&x->value, c->term);
		start(x, CORE, "category");
		if (is_atom(x))
			attr(x, "term", c->term);
		attr(x, is_atom(x) ? "scheme" : "domain", c->scheme);
		buf_addc(x->out, '>');
		if (!is_atom(x))
			add_text(x, buf_view(&x->value));
		end(x, CORE, "category");
	}
	for (size_t i = 0; i < s->nfiles; i++) {
		const struct sheet_file *f = &s->files[i];

		start(x, is_rdf(x) ? MEDIA : CORE,
		    is_rdf(x)    ? "content"
		    : is_atom(x) ? "link"
				 : "enclosure");
		if (is_atom(x))
			attr(x, "rel", VIEW_LIT("enclosure"));
		attr(x, is_atom(x) ? "href" : "url", url_of(x, f->url));
		attr(x, "type", f->type);
		if (f->length >= 0)
			buf_addf(x->out, is_rdf(x) ? " fileSize=\"%lld\"" : " length='%lld'",
			    (long long)f->length);
		buf_adds(x->out, " />");
	}
}

typedef void part_fn(struct xml *x, const struct sheet_story *s);

static void add_story(struct xml *x, const struct sheet_story *s)
{
	static part_fn *const parts[] = {add_names, add_texts, add_dates, add_authors, add_lists};
	const size_t n = sizeof(parts) / sizeof(parts[0]);
	const char *name = is_atom(x) ? "entry" : "item";

	start(x, CORE, name);
	if (is_rdf(x)) {
		buf_clear(&x->value);
		buf_addf(&x->value, "%sabout", prefix(x, RDF));
		attr(x, x->value.p, s->id);
	}
	if (is_atom(x) || PRESS_STYLE(x->style, LANG) != 0)
		attr(x, "xml:lang", s->lang);
	buf_addc(x->out, '>');
	for (size_t i = 0; i < n; i++)
		parts[PRESS_STYLE(x->style, REVERSED) != 0 ? n - 1 - i : i](x, s);
	line(x);
	end(x, CORE, name);
}

/* In an element that nobody knows. */
static void add_broken(struct xml *x)
{
	if (press_is_broken(x->f, x->style))
		buf_adds(x->out, "<unknown> & <b> &nosuch; </i> <c d=e></unknown>");
}

/* --- feeds ----------------------------------------------------------------------------------- */

static void declare(struct xml *x)
{
	for (enum space ns = CORE; ns < SPACES; ns++) {
		const char *p = prefix(x, ns), *uri = ns == CORE ? x->core : spaces[ns].uri;

		if (uri == NULL || ns == XHTML)
			continue;
		buf_adds(x->out, " xmlns");
		if (*p != '\0')
			buf_addf(x->out, ":%.*s", (int)strlen(p) - 1, p);
		attr(x, "", view_of(uri));
	}
	if (x->relative)
		attr(x, "xml:base", x->sheet->page);
}

static void atom_feed(struct xml *x)
{
	const struct sheet *s = x->sheet;

	start(x, CORE, "feed");
	if (is(x, PRESS_ATOM03))
		attr(x, "version", VIEW_LIT("0.3"));
	declare(x);
	attr(x, "xml:lang", s->lang);
	buf_addc(x->out, '>');
	add_broken(x);
	typed(x, "title", s->title);
	typed(x, is(x, PRESS_ATOM03) ? "tagline" : "subtitle", s->subtitle);
	if (s->page.n > 0) {
		start(x, CORE, "link");
		attr(x, "href", s->page);
		buf_adds(x->out, " ></");
		buf_addf(x->out, "%slink>", prefix(x, CORE));
	}
	for (size_t i = 0; i < s->nstories; i++)
		add_story(x, &s->stories[i]);
	end(x, CORE, "feed");
}

static void rss_feed(struct xml *x)
{
	const struct sheet *s = x->sheet;
	bool rdf = is_rdf(x);

	start(x, rdf ? RDF : CORE, rdf ? "RDF" : "rss");
	if (!rdf)
		attr(x, "version", is(x, PRESS_RSS20) ? VIEW_LIT("2.0") : VIEW_LIT("0.91"));
	declare(x);
	buf_addc(x->out, '>');
	start(x, CORE, "channel");
	buf_addc(x->out, '>');
	add_broken(x);
	guessed(x, CORE, "title", s->title);
	leaf(x, CORE, "link", s->page);
	escaped(x, CORE, "description", s->subtitle);
	leaf(x, rdf ? DC : CORE, "language", s->lang);
	if (rdf)
		end(x, CORE, "channel");
	for (size_t i = 0; i < s->nstories; i++)
		add_story(x, &s->stories[i]);
	if (!rdf)
		end(x, CORE, "channel");
	end(x, rdf ? RDF : CORE, rdf ? "RDF" : "rss");
}

static void convert(struct buf *out, const char *to)
{
	struct buf text = *out;
	iconv_t cd = iconv_open(to, "UTF-8");

	*out = BUF_INIT(text.n * 4 + 1);
	char *in = text.p, *p = buf_room(out, text.n * 4);
	size_t left = text.n, room = text.n * 4;
	if (cd == (iconv_t)-1 || p == NULL || iconv(cd, &in, &left, &p, &room) == (size_t)-1)
		abort();
	buf_filled(out, text.n * 4 - room);
	iconv_close(cd);
	buf_free(&text);
}

void press_xml(const struct sheet *s, enum press_format f, uint32_t style, struct buf *out,
    const char **content_type)
{
	static const char *const cores[PRESS_FORMATS] = {[PRESS_RSS10] = "http://purl.org/rss/1.0/",
	    [PRESS_RSS090] = "http://my.netscape.com/rdf/simple/0.9/",
	    [PRESS_ATOM10] = "http://www.w3.org/2005/Atom",
	    [PRESS_ATOM03] = "http://purl.org/atom/ns#"};
	const struct charset *cs = &charsets[PRESS_STYLE(style, CHARSET)];
	struct buf text = BUF_INIT(1 << 28);
	struct xml x = {.out = &text,
	    .scratch = BUF_INIT(1 << 28),
	    .value = BUF_INIT(1 << 28),
	    .style = style,
	    .f = f,
	    .sheet = s,
	    .core = cores[f],
	    .cd = cs->iconv != NULL ? iconv_open(cs->iconv, "UTF-8") : (iconv_t)-1};

	x.relative = press_has_base(s, f, style);
	if (PRESS_STYLE(style, HEADER) != 0)
		*content_type = cs->type;
	buf_adds(&text, "<?xml version=\"1.0\"");
	if (PRESS_STYLE(style, HEADER) == 0)
		buf_addf(&text, " encoding='%s'", cs->name);
	buf_adds(&text, "?>");
	if (PRESS_STYLE(style, DOCTYPE) != 0)
		buf_addf(&text, "<!DOCTYPE %s PUBLIC '-//A//B' \"http://a.example/rss.dtd\">",
		    is_atom(&x) ? "feed" : "rss");
	if (is_atom(&x))
		atom_feed(&x);
	else
		rss_feed(&x);
	if (cs->iconv != NULL)
		convert(&text, cs->iconv);
	buf_adds(out, cs->bom);
	buf_addv(out, buf_view(&text));
	if (x.cd != (iconv_t)-1)
		iconv_close(x.cd);
	buf_free(&text);
	buf_free(&x.scratch);
	buf_free(&x.value);
}

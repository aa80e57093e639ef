#include "press.h"

#include "count.h"
#include "xml.h"

static struct view url_of(const struct xml *x, struct view url)
{
	return x->relative ? press_relative(url, x->sheet->page) : url;
}

/* --- texts ----------------------------------------------------------------------------- */

/* A plain text as RSS has it: as HTML where it could be taken for it. */
static void guessed(struct xml *x, enum xml_space ns, const char *name, struct view v)
{
	buf_clear(&x->scratch);
	if (PRESS_STYLE(x->style, TWICE) != 0 || view_chr(v, '&') != SIZE_MAX ||
	    view_find(v, VIEW_LIT("</")) != SIZE_MAX)
		press_add_html(&x->scratch, v);
	else
		buf_addv(&x->scratch, v);
	xml_leaf(x, ns, name, buf_view(&x->scratch));
}

/* A plain text as HTML. */
static void escaped(struct xml *x, enum xml_space ns, const char *name, struct view v)
{
	buf_clear(&x->scratch);
	press_add_html(&x->scratch, v);
	xml_leaf(x, ns, name, buf_view(&x->scratch));
}

static void type(struct xml *x, const char *atom10, const char *atom03, bool escaped_mode)
{
	xml_attr(x, "type", view_of(xml_is(x, PRESS_ATOM10) ? atom10 : atom03));
	if (xml_is(x, PRESS_ATOM03))
		xml_attr(x, "mode", escaped_mode ? VIEW_LIT("escaped") : VIEW_LIT("xml"));
}

/* A plain text as Atom has it. */
static void typed(struct xml *x, const char *name, struct view v)
{
	bool html = PRESS_STYLE(x->style, TWICE) != 0;

	if (v.n == 0)
		return;
	xml_start(x, XML_CORE, name);
	if (html)
		type(x, "html", "text/html", true);
	else if (xml_is(x, PRESS_ATOM03) || PRESS_STYLE(x->style, PREFIX) != 0)
		type(x, "text", "text/plain", true);
	buf_addc(x->out, '>');
	buf_clear(&x->scratch);
	if (html)
		press_add_html(&x->scratch, v);
	else
		buf_addv(&x->scratch, v);
	xml_text(x, buf_view(&x->scratch));
	xml_end(x, XML_CORE, name);
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
		xml_text(x, part);
		if (mark != PRESS_PLAIN)
			buf_addf(x->out, "</%s%s >", p, mark == PRESS_STRONG ? "strong" : "a");
	}
	buf_addf(x->out, "</%sp>", p);
}

static void xhtml_body(struct xml *x, const struct sheet_story *s)
{
	bool prefixed = PRESS_STYLE(x->style, PREFIX) != 0;
	const char *p = prefixed ? "h:" : "";

	xml_start(x, XML_CORE, "content");
	type(x, "xhtml", "application/xhtml+xml", false);
	buf_addf(
	    x->out, "><%sdiv xmlns%s='http://www.w3.org/1999/xhtml'>", p, prefixed ? ":h" : "");
	for (size_t i = 0; i < s->nparas; i++)
		xhtml_para(x, s->paras[i], p);
	buf_addf(x->out, "</%sdiv>", p);
	xml_end(x, XML_CORE, "content");
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
	xml_start(x, XML_CORE, "content");
	type(x, how == 1 ? "text" : "html", how == 1 ? "text/plain" : "text/html", true);
	buf_addc(x->out, '>');
	buf_clear(&x->scratch);
	if (how == 1)
		press_add_paras(&x->scratch, s, "\n\n");
	else
		press_add_body(&x->scratch, s, x->style);
	xml_text(x, buf_view(&x->scratch));
	xml_end(x, XML_CORE, "content");
}

static void add_texts(struct xml *x, const struct sheet_story *s)
{
	if (xml_is_atom(x)) {
		typed(x, "title", s->title);
		typed(x, "summary", s->summary);
		atom_body(x, s);
		return;
	}
	bool here = PRESS_STYLE(x->style, DESCRIPTION) != 0 && s->summary.n == 0;
	guessed(x, XML_CORE, "title", s->title);
	escaped(x, XML_CORE, "description", s->summary);
	buf_clear(&x->scratch);
	press_add_body(&x->scratch, s, x->style);
	xml_leaf(x, here ? XML_CORE : XML_CONTENT, here ? "description" : "encoded",
	    buf_view(&x->scratch));
}

/* --- the other fields -------------------------------------------------------------------- */

static void add_names(struct xml *x, const struct sheet_story *s)
{
	if (xml_is_atom(x)) {
		xml_leaf(x, XML_CORE, "id", s->id);
		if (s->link.n == 0)
			return;
		xml_start(x, XML_CORE, "link");
		xml_attr(x, "rel", VIEW_LIT("alternate"));
		xml_attr(x, "href", url_of(x, s->link));
		buf_adds(x->out, "/>");
		return;
	}
	if (!xml_is_rdf(x) && s->id.n > 0) {
		xml_start(x, XML_CORE, "guid");
		xml_attr(x, "isPermaLink", VIEW_LIT("false"));
		buf_addc(x->out, '>');
		xml_text(x, s->id);
		xml_end(x, XML_CORE, "guid");
	}
	xml_leaf(x, XML_CORE, "link", url_of(x, s->link));
	if (PRESS_STYLE(x->style, LANG) == 0)
		xml_leaf(x, XML_DC, "language", s->lang);
}

static void add_date(struct xml *x, enum xml_space ns, const char *name, int64_t t, bool iso)
{
	if (t == CT_TIME_UNKNOWN)
		return;
	buf_clear(&x->scratch);
	press_add_date(&x->scratch, t, x->style, iso);
	xml_leaf(x, ns, name, buf_view(&x->scratch));
}

static void add_dates(struct xml *x, const struct sheet_story *s)
{
	if (xml_is(x, PRESS_ATOM10)) {
		add_date(x, XML_CORE, "published", s->published, true);
		add_date(x, XML_CORE, "updated", s->updated, true);
	} else if (xml_is(x, PRESS_ATOM03)) {
		add_date(x, XML_CORE, "issued", s->published, true);
		add_date(x, XML_CORE, "modified", s->updated, true);
	} else {
		add_date(x, xml_is_rdf(x) ? XML_TERMS : XML_CORE,
		    xml_is_rdf(x) ? "issued" : "pubDate", s->published, xml_is_rdf(x));
		add_date(x, XML_TERMS, "modified", s->updated, true);
	}
}

static void atom_person(struct xml *x, enum xml_space ns, const struct sheet_person *p)
{
	xml_start(x, ns, "author");
	buf_addc(x->out, '>');
	if (xml_is_atom(x))
		xml_leaf(x, ns, "name", p->name);
	else
		guessed(x, ns, "name", p->name);
	xml_leaf(x, ns, "email", p->email);
	xml_leaf(x, ns, xml_is(x, PRESS_ATOM03) ? "url" : "uri", p->uri);
	xml_end(x, ns, "author");
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

		if (xml_is_atom(x)) {
			atom_person(x, XML_CORE, p);
		} else if (PRESS_STYLE(x->style, PEOPLE) != 0 || is_marked(p->name)) {
			atom_person(x, XML_ATOM, p);
		} else if (p->email.n == 0) {
			guessed(x, XML_DC, "creator", p->name);
		} else {
			buf_clear(&x->value);
			buf_addv(&x->value, p->email);
			buf_adds(&x->value, " (");
			buf_addv(&x->value, p->name);
			buf_adds(&x->value, ")");
			guessed(x, XML_CORE, "author", buf_view(&x->value));
		}
	}
}

static void add_lists(struct xml *x, const struct sheet_story *s)
{
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct sheet_category *c = &s->categories[i];

		if (xml_is_rdf(x)) {
			guessed(x, XML_DC, "subject", c->term);
			continue;
		}
		buf_clear(&x->value);
		press_add_html(&x->value, c->term);
		xml_start(x, XML_CORE, "category");
		if (xml_is_atom(x))
			xml_attr(x, "term", c->term);
		xml_attr(x, xml_is_atom(x) ? "scheme" : "domain", c->scheme);
		buf_addc(x->out, '>');
		if (!xml_is_atom(x))
			xml_text(x, buf_view(&x->value));
		xml_end(x, XML_CORE, "category");
	}
	for (size_t i = 0; i < s->nfiles; i++) {
		const struct sheet_file *f = &s->files[i];

		xml_start(x, xml_is_rdf(x) ? XML_MEDIA : XML_CORE,
		    xml_is_rdf(x)    ? "content"
		    : xml_is_atom(x) ? "link"
				     : "enclosure");
		if (xml_is_atom(x))
			xml_attr(x, "rel", VIEW_LIT("enclosure"));
		xml_attr(x, xml_is_atom(x) ? "href" : "url", url_of(x, f->url));
		xml_attr(x, "type", f->type);
		if (f->length >= 0)
			buf_addf(x->out, xml_is_rdf(x) ? " fileSize=\"%lld\"" : " length='%lld'",
			    (long long)f->length);
		buf_adds(x->out, " />");
	}
}

typedef void part_fn(struct xml *x, const struct sheet_story *s);

static void add_story(struct xml *x, const struct sheet_story *s)
{
	static part_fn *const parts[] = {add_names, add_texts, add_dates, add_authors, add_lists};
	const size_t n = COUNT(parts);
	const char *name = xml_is_atom(x) ? "entry" : "item";

	xml_start(x, XML_CORE, name);
	if (xml_is_rdf(x)) {
		buf_clear(&x->value);
		buf_addf(&x->value, "%sabout", xml_prefix(x, XML_RDF));
		xml_attr(x, x->value.p, s->id);
	}
	if (xml_is_atom(x) || PRESS_STYLE(x->style, LANG) != 0)
		xml_attr(x, "xml:lang", s->lang);
	buf_addc(x->out, '>');
	for (size_t i = 0; i < n; i++)
		parts[PRESS_STYLE(x->style, REVERSED) != 0 ? n - 1 - i : i](x, s);
	xml_line(x);
	xml_end(x, XML_CORE, name);
}

/* In an element that nobody knows. */
static void add_broken(struct xml *x)
{
	if (press_is_broken(x->f, x->style))
		buf_adds(x->out, "<unknown> & <b> &nosuch; </i> <c d=e></unknown>");
}

/* --- feeds ----------------------------------------------------------------------------------- */

static void atom_feed(struct xml *x)
{
	const struct sheet *s = x->sheet;

	xml_start(x, XML_CORE, "feed");
	if (xml_is(x, PRESS_ATOM03))
		xml_attr(x, "version", VIEW_LIT("0.3"));
	xml_declare(x);
	xml_attr(x, "xml:lang", s->lang);
	buf_addc(x->out, '>');
	add_broken(x);
	typed(x, "title", s->title);
	typed(x, xml_is(x, PRESS_ATOM03) ? "tagline" : "subtitle", s->subtitle);
	if (s->page.n > 0) {
		xml_start(x, XML_CORE, "link");
		xml_attr(x, "href", s->page);
		buf_adds(x->out, " ></");
		buf_addf(x->out, "%slink>", xml_prefix(x, XML_CORE));
	}
	for (size_t i = 0; i < s->nstories; i++)
		add_story(x, &s->stories[i]);
	xml_end(x, XML_CORE, "feed");
}

static void rss_feed(struct xml *x)
{
	const struct sheet *s = x->sheet;
	bool rdf = xml_is_rdf(x);

	xml_start(x, rdf ? XML_RDF : XML_CORE, rdf ? "RDF" : "rss");
	if (!rdf)
		xml_attr(x, "version", xml_is(x, PRESS_RSS20) ? VIEW_LIT("2.0") : VIEW_LIT("0.91"));
	xml_declare(x);
	buf_addc(x->out, '>');
	xml_start(x, XML_CORE, "channel");
	buf_addc(x->out, '>');
	add_broken(x);
	guessed(x, XML_CORE, "title", s->title);
	xml_leaf(x, XML_CORE, "link", s->page);
	escaped(x, XML_CORE, "description", s->subtitle);
	xml_leaf(x, rdf ? XML_DC : XML_CORE, "language", s->lang);
	if (rdf)
		xml_end(x, XML_CORE, "channel");
	for (size_t i = 0; i < s->nstories; i++)
		add_story(x, &s->stories[i]);
	if (!rdf)
		xml_end(x, XML_CORE, "channel");
	xml_end(x, rdf ? XML_RDF : XML_CORE, rdf ? "RDF" : "rss");
}

void press_xml(const struct sheet *s, enum press_format f, uint32_t style, struct buf *out,
    const char **content_type)
{
	struct xml x;
	const char *type_told = xml_begin(&x, s, f, style);

	if (type_told != NULL)
		*content_type = type_told;
	if (xml_is_atom(&x))
		atom_feed(&x);
	else
		rss_feed(&x);
	xml_finish(&x, out);
}

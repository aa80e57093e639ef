#include "xml.h"

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

static const struct {
	const char *usual, *other, *uri;
} spaces[XML_SPACES] = {
    [XML_CORE] = {"", "x:", NULL},
    [XML_CONTENT] = {"content:", "c:", "http://purl.org/rss/1.0/modules/content/"},
    [XML_DC] = {"dc:", "d:", "http://purl.org/dc/elements/1.1/"},
    [XML_TERMS] = {"dcterms:", "dct:", "http://purl.org/dc/terms/"},
    [XML_MEDIA] = {"media:", "m:", "http://search.yahoo.com/mrss/"},
    [XML_ATOM] = {"atom:", "a:", "http://www.w3.org/2005/Atom"},
    [XML_XHTML] = {"xhtml:", "h:", "http://www.w3.org/1999/xhtml"},
    [XML_RDF] = {"rdf:", "r:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
};

bool xml_is(const struct xml *x, enum press_format f)
{
	return x->f == f;
}

bool xml_is_atom(const struct xml *x)
{
	return xml_is(x, PRESS_ATOM10) || xml_is(x, PRESS_ATOM03);
}

bool xml_is_rdf(const struct xml *x)
{
	return xml_is(x, PRESS_RSS10) || xml_is(x, PRESS_RSS090);
}

const char *xml_prefix(const struct xml *x, enum xml_space ns)
{
	bool other = PRESS_STYLE(x->style, PREFIX) != 0 && (ns != XML_CORE || x->core != NULL);

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

void xml_text(struct xml *x, struct view v)
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

void xml_line(struct xml *x)
{
	if (PRESS_STYLE(x->style, PRETTY) != 0)
		buf_adds(x->out, (x->out->n & 7) == 3   ? "\r\n  <!-- <title>none</title> -->"
				 : (x->out->n & 7) == 5 ? "\n<?php echo 1 ?>\t"
							: "\n\t");
}

void xml_start(struct xml *x, enum xml_space ns, const char *name)
{
	xml_line(x);
	buf_addf(x->out, "<%s%s", xml_prefix(x, ns), name);
}

void xml_attr(struct xml *x, const char *name, struct view v)
{
	const char *quote = PRESS_STYLE(x->style, APOSTROPHES) != 0 ? "'" : "\"";

	if (v.n == 0)
		return;
	buf_addf(x->out, " %s=%s", name, quote);
	add_chars(x, v, PRESS_STYLE(x->style, QUOTES) == 2);
	buf_adds(x->out, quote);
}

void xml_end(struct xml *x, enum xml_space ns, const char *name)
{
	buf_addf(x->out, "</%s%s>", xml_prefix(x, ns), name);
}

void xml_leaf(struct xml *x, enum xml_space ns, const char *name, struct view v)
{
	if (v.n == 0)
		return;
	xml_start(x, ns, name);
	buf_addc(x->out, '>');
	xml_text(x, v);
	xml_end(x, ns, name);
}

void xml_declare(struct xml *x)
{
	for (enum xml_space ns = XML_CORE; ns < XML_SPACES; ns++) {
		const char *p = xml_prefix(x, ns), *uri = ns == XML_CORE ? x->core : spaces[ns].uri;

		if (uri == NULL || ns == XML_XHTML)
			continue;
		buf_adds(x->out, " xmlns");
		if (*p != '\0')
			buf_addf(x->out, ":%.*s", (int)strlen(p) - 1, p);
		xml_attr(x, "", view_of(uri));
	}
	if (x->relative)
		xml_attr(x, "xml:base", x->sheet->page);
}

/* --- a document ------------------------------------------------------------------- */

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

const char *xml_begin(struct xml *x, const struct sheet *s, enum press_format f, uint32_t style)
{
	static const char *const cores[PRESS_FORMATS] = {[PRESS_RSS10] = "http://purl.org/rss/1.0/",
	    [PRESS_RSS090] = "http://my.netscape.com/rdf/simple/0.9/",
	    [PRESS_ATOM10] = "http://www.w3.org/2005/Atom",
	    [PRESS_ATOM03] = "http://purl.org/atom/ns#"};
	const struct charset *cs = &charsets[PRESS_STYLE(style, CHARSET)];

	*x = (struct xml){.text = BUF_INIT(1 << 28),
	    .scratch = BUF_INIT(1 << 28),
	    .value = BUF_INIT(1 << 28),
	    .style = style,
	    .f = f,
	    .sheet = s,
	    .core = cores[f],
	    .cd = cs->iconv != NULL ? iconv_open(cs->iconv, "UTF-8") : (iconv_t)-1,
	    .relative = press_has_base(s, f, style)};
	x->out = &x->text;
	buf_adds(x->out, "<?xml version=\"1.0\"");
	if (PRESS_STYLE(style, HEADER) == 0)
		buf_addf(x->out, " encoding='%s'", cs->name);
	buf_adds(x->out, "?>");
	if (PRESS_STYLE(style, DOCTYPE) != 0)
		buf_addf(x->out, "<!DOCTYPE %s PUBLIC '-//A//B' \"http://a.example/rss.dtd\">",
		    xml_is_atom(x) ? "feed" : "rss");
	return PRESS_STYLE(style, HEADER) != 0 ? cs->type : NULL;
}

void xml_finish(struct xml *x, struct buf *out)
{
	const struct charset *cs = &charsets[PRESS_STYLE(x->style, CHARSET)];

	if (cs->iconv != NULL)
		convert(&x->text, cs->iconv);
	buf_adds(out, cs->bom);
	buf_addv(out, buf_view(&x->text));
	if (x->cd != (iconv_t)-1)
		iconv_close(x->cd);
	buf_free(&x->text);
	buf_free(&x->scratch);
	buf_free(&x->value);
}

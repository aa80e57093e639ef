#include "outline.h"

#include <stdarg.h>
#include <stdio.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include "count.h"
#include "crowd.h"
#include "utf8.h"

struct reader {
	xmlParserCtxtPtr xml;
	outline_feed_fn *fn;
	void *ctx;
	char *why;
	uint32_t line;
	enum ct_err err;
	bool opml; /* the root was <opml> */
	unsigned depth;
	size_t tags_end[OUTLINE_DEPTH_MAX];       /* length of tags outside of each open element */
	struct buf tags;                          /* of the folders open, each followed by '\n' */
	struct buf value, title, url, all, plain; /* of the outline being read */
};

static void stop(struct reader *r, enum ct_err err, const char *why)
{
	if (r->err != CT_OK)
		return;
	r->err = err;
	r->line = (uint32_t)xmlSAX2GetLineNumber(r->xml);
	snprintf(r->why, 256, "%s", why);
	xmlStopParser(r->xml);
}

/* Without entity substitution libxml2 leaves an ampersand in an attribute as
 * "&#38;", and nothing else: so this gives the value back exactly. */
static void add_unescaped(struct buf *out, struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		buf_addc(out, v.p[i]);
		if (v.p[i] == '&' && view_starts(view_sub(v, i, SIZE_MAX), VIEW_LIT("&#38;")))
			i += 4;
	}
}

/* One line without control characters, runs of blanks made one. */
static void add_plain(struct buf *out, struct view v)
{
	bool blank = false, any = false;
	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);
		if (cp <= 0x20 || (cp >= 0x7F && cp <= 0xA0)) {
			blank = any;
			continue;
		}
		if (blank)
			buf_addc(out, ' ');
		blank = false;
		any = true;
		utf8_add(out, cp);
	}
}

/* The attribute's value, in out; its name counts in any case (xmlURL, xmlurl). */
static struct view attribute(struct buf *out, const xmlChar **attrs, int n, const char *name)
{
	buf_clear(out);
	for (int i = 0; i < n && out->n == 0; i++, attrs += 5)
		if (view_caseeq(view_of((const char *)attrs[0]), view_of(name)))
			add_unescaped(out,
			    (struct view){(const char *)attrs[3], (size_t)(attrs[4] - attrs[3])});
	return buf_view(out);
}

/* title or, without one, text, as one plain line of at most 200 bytes. */
static struct view name_of(struct reader *r, const xmlChar **attrs, int n)
{
	struct view v = attribute(&r->value, attrs, n, "title");
	if (v.n == 0)
		v = attribute(&r->value, attrs, n, "text");
	buf_clear(&r->title);
	add_plain(&r->title, v);
	return utf8_clip(buf_view(&r->title), 200);
}

/* feed://host/x and feed:https://host/x are what browsers once handed to readers. */
static void add_url(struct buf *out, struct view url)
{
	if (view_casestarts(url, VIEW_LIT("feed://"))) {
		buf_adds(out, "http://");
		url = view_sub(url, 7, SIZE_MAX);
	} else if (view_casestarts(url, VIEW_LIT("feed:"))) {
		url = view_sub(url, 5, SIZE_MAX);
	}
	buf_addv(out, url);
}

/* Is it new among them, which are not too many? */
static bool is_wanted(struct view tags, struct view tag)
{
	unsigned n = 0;

	while (tags.n > 0) {
		struct view one = view_sub(tags, 0, view_chr(tags, '\n'));
		if (view_eq(one, tag) || ++n == OUTLINE_TAGS_MAX)
			return false;
		tags = view_sub(tags, one.n + 1, SIZE_MAX);
	}
	return true;
}

/* category="/Boston/Weather,local": comma-separated, a slash before the first word. */
static void add_categories(struct buf *tags, struct view v)
{
	while (v.n > 0) {
		struct view one = view_sub(v, 0, view_chr(v, ','));
		v = view_sub(v, one.n + 1, SIZE_MAX);
		one = view_trim(one);
		while (one.n > 0 && one.p[0] == '/')
			one = view_sub(one, 1, SIZE_MAX);
		if (one.n == 0 || !is_wanted(buf_view(tags), one))
			continue;
		buf_addv(tags, one);
		buf_addc(tags, '\n');
	}
}

static enum ct_err buffers_err(const struct reader *r)
{
	const struct buf *all[] = {&r->tags, &r->value, &r->title, &r->url, &r->all, &r->plain};
	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i]->err != CT_OK)
			return all[i]->err;
	return CT_OK;
}

/* r->url holds the URL. */
static void read_feed(struct reader *r, const xmlChar **attrs, int n)
{
	buf_clear(&r->all);
	buf_clear(&r->plain);
	buf_addv(&r->all, buf_view(&r->tags));
	add_plain(&r->plain, attribute(&r->value, attrs, n, "category"));
	add_categories(&r->all, buf_view(&r->plain));
	struct outline_feed f = {.title = name_of(r, attrs, n),
	    .url = buf_view(&r->url),
	    .tags = buf_view(&r->all),
	    .line = (uint32_t)xmlSAX2GetLineNumber(r->xml)};
	if (f.tags.n > 0)
		f.tags.n--; /* the last '\n' */
	enum ct_err err = buffers_err(r);
	if (err == CT_OK)
		err = r->fn(r->ctx, &f);
	if (err != CT_OK)
		stop(r, err, err == CT_ELIMIT ? "too long a value" : "failed");
}

static void read_folder(struct reader *r, const xmlChar **attrs, int n)
{
	struct view tag = name_of(r, attrs, n);
	if (tag.n > 0 && is_wanted(buf_view(&r->tags), tag)) {
		buf_addv(&r->tags, tag);
		buf_addc(&r->tags, '\n');
	}
	enum ct_err err = buffers_err(r);
	if (err != CT_OK)
		stop(r, err, "too long a value");
}

static void read_outline(struct reader *r, const xmlChar **attrs, int n)
{
	struct view url = view_trim(attribute(&r->value, attrs, n, "xmlUrl"));
	buf_clear(&r->url);
	add_url(&r->url, url);
	if (url.n > 0)
		read_feed(r, attrs, n);
	else
		read_folder(r, attrs, n);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int nns, const xmlChar **ns, int nattrs, int ndefaulted, const xmlChar **attrs)
{
	struct reader *r = ((xmlParserCtxtPtr)ctx)->_private;
	(void)prefix, (void)uri, (void)nns, (void)ns, (void)ndefaulted;
	if (r->depth == 0) {
		r->opml = view_caseeq(view_of((const char *)name), VIEW_LIT("opml"));
		if (!r->opml)
			stop(r, CT_EINVAL, "not OPML: the document is of another kind");
	}
	if (r->depth >= OUTLINE_DEPTH_MAX)
		stop(r, CT_EINVAL, "nested too deep");
	if (r->err != CT_OK)
		return;
	r->tags_end[r->depth++] = r->tags.n;
	if (!view_caseeq(view_of((const char *)name), VIEW_LIT("outline")))
		return;
	read_outline(r, attrs, nattrs);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *r = ((xmlParserCtxtPtr)ctx)->_private;
	(void)name, (void)prefix, (void)uri;
	if (r->depth > 0)
		r->tags.n = r->tags_end[--r->depth];
}

/* Declarations are what makes libxml2 slow on hostile input, and no OPML has them. */
static void on_declaration(struct reader *r)
{
	stop(r, CT_EINVAL, "declarations in the document type are not allowed");
}

static void on_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
    const xmlChar *system_id, xmlChar *content)
{
	(void)name, (void)type, (void)public_id, (void)system_id, (void)content;
	on_declaration(((xmlParserCtxtPtr)ctx)->_private);
}

static void on_attribute(void *ctx, const xmlChar *elem, const xmlChar *name, int type, int def,
    const xmlChar *value, xmlEnumerationPtr tree)
{
	(void)elem, (void)name, (void)type, (void)def, (void)value;
	xmlFreeEnumeration(tree);
	on_declaration(((xmlParserCtxtPtr)ctx)->_private);
}

static void on_element(void *ctx, const xmlChar *name, int type, xmlElementContentPtr content)
{
	(void)name, (void)type, (void)content;
	on_declaration(((xmlParserCtxtPtr)ctx)->_private);
}

static xmlEntityPtr no_entity(void *ctx, const xmlChar *name)
{
	(void)ctx;
	return xmlGetPredefinedEntity(name);
}

static void on_error(void *ctx, xmlErrorPtr e)
{
	struct reader *r = ((xmlParserCtxtPtr)ctx)->_private;
	if (r->err != CT_OK || e->level < XML_ERR_ERROR)
		return;
	struct buf plain = BUF_INIT(200);
	add_plain(&plain, view_of(e->message));
	struct view said = utf8_clip(buf_view(&plain), 200);
	r->err = CT_EINVAL;
	r->line = e->line > 0 ? (uint32_t)e->line : 0;
	snprintf(r->why, 256, "not well-formed XML: %.*s", (int)said.n, said.n > 0 ? said.p : "");
	buf_free(&plain);
	xmlStopParser(r->xml);
}

static const xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .getEntity = no_entity,
    .entityDecl = on_entity,
    .attributeDecl = on_attribute,
    .elementDecl = on_element,
    .serror = on_error};

enum ct_err outline_read(
    struct view opml, outline_feed_fn *fn, void *ctx, char why[256], uint32_t *line)
{
	enum { PIECE = 64 * 1024 };
	struct reader r = {.fn = fn, .ctx = ctx, .why = why, .tags = BUF_INIT(64 * 1024)};
	r.value = r.title = r.url = r.all = r.plain = BUF_INIT(256 * 1024);
	xmlSAXHandler sax = handler;
	r.xml = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if (r.xml == NULL)
		return CT_ENOMEM;
	r.xml->_private = &r;
	xmlCtxtUseOptions(r.xml, XML_PARSE_NONET);
	if (crowd_has(opml))
		stop(&r, CT_EINVAL, "a tag of very many attributes");
	for (size_t at = 0; r.err == CT_OK && at < opml.n; at += PIECE) {
		struct view piece = view_sub(opml, at, PIECE);
		xmlParseChunk(r.xml, piece.p, (int)piece.n, 0);
		/* It would look it through from its beginning at each piece. */
		if (r.xml->instate == XML_PARSER_DTD && piece.n == PIECE)
			stop(&r, CT_EINVAL, "a very long DOCTYPE");
	}
	if (opml.n == 0)
		stop(&r, CT_EINVAL, "not OPML: empty");
	if (r.err == CT_OK)
		xmlParseChunk(r.xml, NULL, 0, 1);
	if (r.err == CT_OK && !r.opml)
		stop(&r, CT_EINVAL, "not OPML: nothing in it");
	if (r.err != CT_OK)
		*line = r.line;
	/* An entity's declaration makes libxml2 make a document, even for SAX. */
	xmlFreeDoc(r.xml->myDoc);
	r.xml->myDoc = NULL;
	xmlFreeParserCtxt(r.xml);
	buf_free(&r.tags);
	buf_free(&r.title);
	buf_free(&r.url);
	buf_free(&r.all);
	buf_free(&r.value);
	buf_free(&r.plain);
	return r.err;
}

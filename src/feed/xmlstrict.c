#include "xmlstrict.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>

#include "ascii.h"
#include "crowd.h"
#include "entity.h"
#include "rulecache.h"
#include "utf8.h"

/*
 * SAX and never a tree; no DTD, no entities but HTML's, nothing external.  The
 * document is at hand, so that it is pulled whole: pushed in pieces, libxml2 2.9
 * may read a comment or a DOCTYPE otherwise where a piece happens to end in it,
 * and looks through a DOCTYPE from its beginning at each piece.
 *
 * It burns CPU on some inputs that no option prevents; each is met by a check from
 * outside, after which the forgiving reader, which is linear, takes over:
 *
 *	lists in a DOCTYPE     compared each with each, entities, default values:
 *	                       it reads no declaration (on_doctype)
 *	many attributes        compared each with each, and only then told to
 *	                       us: counted beforehand (crowd.h)
 *	many namespaces        those that are open are looked through for each
 *	                       element: NAMESPACES_MAX
 *	many distinct names    its dictionary never shrinks, and is full at some
 *	                       10 MB, for want of memory as it says: NAMES_MAX,
 *	                       NAMES_BYTES
 *	depth                  the reader's own limit, before libxml2's
 */
#define NAMES_MAX 20000
#define NAMES_BYTES ((size_t)4 << 20) /* that it set aside for them */
#define NAMESPACES_MAX 256

/* More attributes than these are not looked at. */
#define ATTRS_MAX 64

/* A document has few namespaces and many names in each.  libxml2 interns their
 * strings, so that a pointer stands for one. */
#define SPACES 8

struct space {
	const xmlChar *prefix, *uri;
	enum ns ns;
};

struct strict {
	struct reader *r;
	xmlParserCtxtPtr ctx;
	char *reason; /* XMLSTRICT_REASON bytes */
	bool broken;
	struct _xmlEntity entity;
	char entity_text[8];
	struct rulecache rules;
	struct space spaces[SPACES];
	size_t nspaces;
};

static struct view view_x(const xmlChar *s)
{
	return view_of((const char *)s);
}

/*
 * The rest of the document becomes NULs, which stand for its end everywhere, in libxml2's
 * own copy.  (xmlStopParser frees that, but may be called only where libxml2 looks for it:
 * after some errors, as "]]>" in text or a character that is none in a name, it goes on from
 * where it stood in the copy.)
 */
static void stop(struct strict *p)
{
	xmlParserInputPtr in = p->ctx->input;

	if (in != NULL && in->buf != NULL && in->cur < in->end)
		memset(xmlBufContent(in->buf->buffer) + (in->cur - in->base), 0,
		    (size_t)(in->end - in->cur));
	p->ctx->disableSAX = 1;
	p->ctx->instate = XML_PARSER_EOF;
}

static void give_up(struct strict *p, const char *why)
{
	if (!p->broken)
		snprintf(p->reason, XMLSTRICT_REASON, "%s", why);
	p->broken = true;
	stop(p);
}

/* Those of elements, attributes, namespaces and processing instructions. */
static void check_names(struct strict *p)
{
	if (xmlDictSize(p->ctx->dict) > NAMES_MAX || xmlDictGetUsage(p->ctx->dict) > NAMES_BYTES)
		give_up(p, "more distinct names than the limit");
}

static enum ns space_of(struct strict *p, const xmlChar *prefix, const xmlChar *uri)
{
	for (size_t i = 0; i < p->nspaces && i < SPACES; i++)
		if (p->spaces[i].prefix == prefix && p->spaces[i].uri == uri)
			return p->spaces[i].ns;
	enum ns ns = ns_of(view_x(uri), view_x(prefix));
	p->spaces[p->nspaces++ % SPACES] = (struct space){prefix, uri, ns};
	return ns;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
    int nb_namespaces, const xmlChar **namespaces, int nb_attributes, int nb_defaulted,
    const xmlChar **attributes)
{
	struct strict *p = user;
	struct reader *r = p->r;
	struct xattr attrs[ATTRS_MAX];
	size_t n = nb_attributes > 0 ? (size_t)nb_attributes : 0;

	(void)nb_namespaces;
	(void)namespaces;
	(void)nb_defaulted;
	if (p->broken)
		return;
	if (n > r->limits->attributes)
		give_up(p, "more attributes than the limit");
	else if (p->ctx->nsNr > 2 * NAMESPACES_MAX) /* it keeps prefix and URI */
		give_up(p, "more namespaces than the limit");
	else if (r->depth >= r->limits->depth)
		give_up(p, "elements nested deeper than the limit");
	else
		check_names(p);
	if (p->broken)
		return;
	n = n < ATTRS_MAX ? n : ATTRS_MAX;
	for (size_t i = 0; i < n; i++) {
		const xmlChar **a = attributes + 5 * i;

		attrs[i].local = view_x(a[0]);
		attrs[i].ns = a[1] == NULL ? NS_CORE : space_of(p, a[1], a[2]);
		attrs[i].value = (struct view){(const char *)a[3], (size_t)(a[4] - a[3])};
	}
	struct xname name = {space_of(p, prefix, uri), view_x(local), view_x(prefix), view_x(uri)};
	struct xattrs list = {attrs, n};
	reader_start(r, &name, rulecache_rules(&p->rules, name.ns, name.local), &list);
	if (r->stop || r->err != CT_OK)
		stop(p);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct strict *p = user;

	(void)local;
	(void)prefix;
	(void)uri;
	if (p->broken)
		return;
	reader_end(p->r);
	if (p->r->err != CT_OK)
		stop(p);
}

static void on_text(void *user, const xmlChar *text, int n)
{
	struct strict *p = user;

	if (!p->broken && n > 0)
		reader_text(p->r, (const char *)text, (size_t)n);
}

/*
 * HTML's names are known without any DTD.  In content libxml2 takes the text
 * of a predefined entity whole; in an attribute it would take its first byte
 * only, but keeps "&name;" of a general one, which reader_attr decodes.
 */
static xmlEntityPtr on_entity(void *user, const xmlChar *name)
{
	struct strict *p = user;
	uint32_t cp = entity_lookup(view_x(name));

	if (cp == 0)
		return NULL;
	size_t n = utf8_encode(cp, p->entity_text);
	p->entity_text[n] = '\0';
	memset(&p->entity, 0, sizeof(p->entity));
	p->entity.type = XML_ENTITY_DECL;
	p->entity.name = name;
	p->entity.content = p->entity.orig = (xmlChar *)p->entity_text;
	p->entity.length = (int)n;
	p->entity.etype = p->ctx->instate == XML_PARSER_ATTRIBUTE_VALUE
			      ? XML_INTERNAL_GENERAL_ENTITY
			      : XML_INTERNAL_PREDEFINED_ENTITY;
	return &p->entity;
}

/* Is there more in v, which is from a DOCTYPE's '[' on, than comments and instructions? */
static bool declares(struct view v)
{
	for (v = view_sub(v, 1, v.n); v.n > 0 && v.p[0] != ']';) {
		bool comment = view_starts(v, VIEW_LIT("<!--"));
		struct view close = comment ? VIEW_LIT("-->") : VIEW_LIT("?>");
		size_t end = 1;

		if (comment || view_starts(v, VIEW_LIT("<?"))) {
			v = view_sub(v, comment ? 4 : 2, v.n);
			end = view_find(v, close);
			if (end == SIZE_MAX)
				return false; /* libxml2 says it better */
			end += close.n;
		} else if (!ascii_is_space(v.p[0])) {
			return true;
		}
		v = view_sub(v, end, v.n);
	}
	return false;
}

static void on_doctype(
    void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct strict *p = user;
	const char *at = (const char *)p->ctx->input->cur;

	(void)name;
	(void)public_id;
	(void)system_id;
	if (*at == '[' &&
	    declares((struct view){at, (size_t)((const char *)p->ctx->input->end - at)}))
		give_up(p, "the DOCTYPE declares entities or attributes; they are ignored");
}

static void on_instruction(void *user, const xmlChar *target, const xmlChar *data)
{
	(void)target;
	(void)data;
	check_names(user);
}

static void on_error(void *user, xmlErrorPtr e)
{
	struct strict *p = user;
	char why[XMLSTRICT_REASON];
	int len = e->message != NULL ? (int)strcspn(e->message, "\n") : 0;

	if (e->level == XML_ERR_WARNING && e->code != XML_WAR_UNDECLARED_ENTITY)
		return;
	if (e->level == XML_ERR_NONE || p->broken || p->r->stop || p->r->err != CT_OK)
		return;
	snprintf(
	    why, sizeof(why), "line %d: %.*s", e->line, len, e->message != NULL ? e->message : "");
	if (e->domain == XML_FROM_NAMESPACE)
		reader_bozo(p->r, view_of(why)); /* an undeclared prefix is no loss */
	else
		give_up(p, why);
}

bool xmlstrict_read(struct reader *r, struct view doc, char reason[XMLSTRICT_REASON])
{
	struct strict p = {.r = r, .reason = reason};
	xmlSAXHandler sax = {
	    .initialized = XML_SAX2_MAGIC,
	    .internalSubset = on_doctype,
	    .startElementNs = on_start,
	    .endElementNs = on_end,
	    .characters = on_text,
	    .ignorableWhitespace = on_text,
	    .cdataBlock = on_text,
	    .getEntity = on_entity,
	    .processingInstruction = on_instruction,
	    .serror = on_error,
	};

	/* It would take it for UTF-16 or the like, whatever it is told, and say so to
	 * standard error. */
	if (view_chr(view_sub(doc, 0, 4), '\0') != SIZE_MAX) {
		snprintf(reason, XMLSTRICT_REASON, "a NUL character");
		return false;
	}
	if (crowd_has(doc)) {
		snprintf(reason, XMLSTRICT_REASON, "a start tag longer than the limit");
		return false;
	}
	if (doc.n == 0 || doc.n > INT_MAX) {
		snprintf(reason, XMLSTRICT_REASON, "empty, or longer than can be read");
		return false;
	}
	p.ctx = xmlCreateMemoryParserCtxt(doc.p, (int)doc.n);
	if (p.ctx == NULL) {
		r->err = CT_ENOMEM;
		return false;
	}
	*p.ctx->sax = sax;
	p.ctx->userData = &p;
	xmlCtxtUseOptions(p.ctx, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	if (xmlParseDocument(p.ctx) != 0 && !r->stop && r->err == CT_OK)
		give_up(&p, "not well-formed");
	if (p.ctx->lastError.code == XML_ERR_NO_MEMORY)
		r->err = CT_ENOMEM;
	xmlFreeParserCtxt(p.ctx);
	return !p.broken;
}

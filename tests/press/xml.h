/* What press_xml prints with: tags, attributes and text in the quotes, prefixes and
 * character set of a style. */
#ifndef XML_H
#define XML_H

#include <iconv.h>

#include "press.h"

enum xml_space {
	XML_CORE,
	XML_CONTENT,
	XML_DC,
	XML_TERMS,
	XML_MEDIA,
	XML_ATOM,
	XML_XHTML,
	XML_RDF,
	XML_SPACES
};

struct xml {
	struct buf *out, text, scratch, value;
	uint32_t style;
	enum press_format f;
	const struct sheet *sheet;
	const char *core; /* the namespace of the format itself, or NULL */
	iconv_t cd;       /* or -1: every character can be written */
	bool relative;
};

/* A document's beginning; freed by xml_finish.  The Content-Type, where that says the
 * character set, else NULL. */
const char *xml_begin(struct xml *x, const struct sheet *s, enum press_format f, uint32_t style);
/* Appends the document to out, in its character set. */
void xml_finish(struct xml *x, struct buf *out);
/* The namespaces, within the root's tag. */
void xml_declare(struct xml *x);

bool xml_is(const struct xml *x, enum press_format f);
bool xml_is_atom(const struct xml *x);
bool xml_is_rdf(const struct xml *x);
const char *xml_prefix(const struct xml *x, enum xml_space ns);
/* A new line, and what else a style puts between elements. */
void xml_line(struct xml *x);
/* "<name", to be closed by the caller. */
void xml_start(struct xml *x, enum xml_space ns, const char *name);
/* Nothing where v is empty; so xml_leaf. */
void xml_attr(struct xml *x, const char *name, struct view v);
void xml_text(struct xml *x, struct view v);
void xml_end(struct xml *x, enum xml_space ns, const char *name);
void xml_leaf(struct xml *x, enum xml_space ns, const char *name, struct view v);

#endif

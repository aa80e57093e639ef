#include "xmlspaces.h"

#include "xmlchars.h"

#define XML_URI "http://www.w3.org/XML/1998/namespace"
#define XMLNS_URI "http://www.w3.org/2000/xmlns/"

const struct xmlspace xmlspaces_none = {{NULL, 0}, {NULL, 0}, NS_CORE, 0};
static const struct xmlspace of_xml = {{"xml", 3}, {XML_URI, sizeof(XML_URI) - 1}, NS_XML, 0};

/* "scheme:" and what needs no rules: no escapes, port, user or query. */
static bool is_plain_uri(struct view v)
{
	size_t i = 0, hashes = 0;
	bool authority;

	while (i < v.n && (xmlchars_is(v.p[i], XMLCHARS_ALNUM) || v.p[i] == '-'))
		i++;
	if (i == 0 || i == v.n || v.p[i] != ':' || (v.p[0] | 32) < 'a')
		return false;
	authority = view_starts(view_sub(v, i, v.n), VIEW_LIT("://"));
	size_t host = i + 3;
	for (i++; i < v.n; i++) {
		if (xmlchars_is(v.p[i], XMLCHARS_NAME) || v.p[i] == '/' || v.p[i] == '~')
			continue;
		if (v.p[i] == '#' && i > host)
			hashes++;
		else if (v.p[i] != ':' || authority)
			return false;
	}
	return hashes < 2 && (!authority || (v.n > host && v.p[host] != '/'));
}

bool xmlspaces_declare(struct xmlspaces *s, struct view prefix, struct view uri, size_t depth)
{
	if (s->n == XMLSPACES_MAX || view_is(prefix, "xml") || view_is(prefix, "xmlns") ||
	    view_is(uri, XML_URI) || view_is(uri, XMLNS_URI) ||
	    (uri.n > 0 ? !is_plain_uri(uri) : prefix.n > 0))
		return false;
	for (size_t i = s->n; i > 0 && s->v[i - 1].depth == depth; i--)
		if (view_eq(s->v[i - 1].prefix, prefix))
			return false;
	if (uri.n == 0)
		uri.p = NULL;
	s->v[s->n++] = (struct xmlspace){prefix, uri, ns_of(uri, prefix), depth};
	return true;
}

void xmlspaces_leave(struct xmlspaces *s, size_t depth)
{
	while (s->n > 0 && s->v[s->n - 1].depth == depth)
		s->n--;
}

const struct xmlspace *xmlspaces_find(const struct xmlspaces *s, struct view prefix)
{
	for (size_t i = s->n; i > 0; i--)
		if (view_eq(s->v[i - 1].prefix, prefix))
			return &s->v[i - 1];
	return prefix.n == 0 ? &xmlspaces_none : view_is(prefix, "xml") ? &of_xml : NULL;
}

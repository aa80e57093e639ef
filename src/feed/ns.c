#include "ns.h"

struct name {
	const char *name;
	enum ns ns;
};

/* Without "http://" and the slash at the end: both vary in the wild. */
static const struct name uris[] = {
    {"", NS_CORE},
    {"www.w3.org/2005/atom", NS_CORE},
    {"purl.org/atom/ns#", NS_CORE},
    {"purl.org/rss/1.0", NS_CORE},
    {"my.netscape.com/rdf/simple/0.9", NS_CORE},
    {"channel.netscape.com/rdf/simple/0.9", NS_CORE},
    {"backend.userland.com/rss", NS_CORE},
    {"backend.userland.com/rss2", NS_CORE},
    {"blogs.law.harvard.edu/tech/rss", NS_CORE},
    {"cyber.law.harvard.edu/rss", NS_CORE},
    {"purl.org/rss/1.0/modules/rss091#", NS_CORE},
    {"purl.org/dc/elements/1.1", NS_DC},
    {"purl.org/dc/elements/1.0", NS_DC},
    {"purl.org/dc/terms", NS_DCTERMS},
    {"purl.org/rss/1.0/modules/content", NS_CONTENT},
    {"search.yahoo.com/mrss", NS_MEDIA},
    {"video.search.yahoo.com/mrss", NS_MEDIA},
    {"www.rssboard.org/media-rss", NS_MEDIA},
    {"www.itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"example.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"purl.org/rss/1.0/modules/syndication", NS_SY},
    {"www.w3.org/1999/02/22-rdf-syntax-ns#", NS_RDF},
    {"www.w3.org/1999/xhtml", NS_XHTML},
    {"www.w3.org/tr/html4", NS_XHTML},
    {"www.w3.org/xml/1998/namespace", NS_XML},
    {"rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"www.pheedo.com/namespace/pheedo", NS_FEEDBURNER},
    {"purl.org/syndication/thread/1.0", NS_THR},
    {"www.georss.org/georss", NS_GEORSS},
};

static const struct name prefixes[] = {
    {"atom", NS_CORE},
    {"atom10", NS_CORE},
    {"a10", NS_CORE},
    {"atom03", NS_CORE},
    {"rss", NS_CORE},
    {"rss1", NS_CORE},
    {"rss10", NS_CORE},
    {"dc", NS_DC},
    {"dcterms", NS_DCTERMS},
    {"content", NS_CONTENT},
    {"media", NS_MEDIA},
    {"itunes", NS_ITUNES},
    {"sy", NS_SY},
    {"rdf", NS_RDF},
    {"xhtml", NS_XHTML},
    {"xml", NS_XML},
    {"feedburner", NS_FEEDBURNER},
    {"pheedo", NS_FEEDBURNER},
    {"thr", NS_THR},
    {"georss", NS_GEORSS},
};

static bool find(const struct name *table, size_t n, struct view v, enum ns *ns)
{
	for (size_t i = 0; i < n; i++)
		if (view_caseeq(v, view_of(table[i].name))) {
			*ns = table[i].ns;
			return true;
		}
	return false;
}

enum ns ns_of(struct view uri, struct view prefix)
{
	enum ns ns;

	uri = view_trim(uri);
	if (view_casestarts(uri, VIEW_LIT("http://")))
		uri = view_sub(uri, 7, uri.n);
	else if (view_casestarts(uri, VIEW_LIT("https://")))
		uri = view_sub(uri, 8, uri.n);
	while (uri.n > 0 && uri.p[uri.n - 1] == '/')
		uri.n--;
	if ((uri.n > 0 || prefix.n == 0) && find(uris, sizeof(uris) / sizeof(uris[0]), uri, &ns))
		return ns;
	if (prefix.n == 0)
		return NS_CORE; /* a namespace of its own for plain RSS, as some invent */
	if (find(prefixes, sizeof(prefixes) / sizeof(prefixes[0]), prefix, &ns))
		return ns;
	return NS_OTHER;
}

#include "ns.h"

#include "count.h"

struct name {
	struct view name;
	enum ns ns;
};

#define VIEW_INIT(s)             \
	{                        \
		s, sizeof(s) - 1 \
	}

/* Without "http://" and the slash at the end: both vary in the wild. */
static const struct name uris[] = {
    {VIEW_INIT(""), NS_CORE},
    {VIEW_INIT("www.w3.org/2005/atom"), NS_CORE},
    {VIEW_INIT("purl.org/atom/ns#"), NS_CORE},
    {VIEW_INIT("purl.org/rss/1.0"), NS_CORE},
    {VIEW_INIT("my.netscape.com/rdf/simple/0.9"), NS_CORE},
    {VIEW_INIT("channel.netscape.com/rdf/simple/0.9"), NS_CORE},
    {VIEW_INIT("backend.userland.com/rss"), NS_CORE},
    {VIEW_INIT("backend.userland.com/rss2"), NS_CORE},
    {VIEW_INIT("blogs.law.harvard.edu/tech/rss"), NS_CORE},
    {VIEW_INIT("cyber.law.harvard.edu/rss"), NS_CORE},
    {VIEW_INIT("purl.org/rss/1.0/modules/rss091#"), NS_CORE},
    {VIEW_INIT("purl.org/pie"), NS_CORE},
    {VIEW_INIT("purl.org/echo"), NS_CORE},
    {VIEW_INIT("uri/of/echo/namespace#"), NS_CORE},
    {VIEW_INIT("example.com/necho"), NS_CORE},
    {VIEW_INIT("example.com/newformat#"), NS_CORE},
    {VIEW_INIT("purl.org/dc/elements/1.1"), NS_DC},
    {VIEW_INIT("purl.org/dc/elements/1.0"), NS_DC},
    {VIEW_INIT("purl.org/dc/terms"), NS_DCTERMS},
    {VIEW_INIT("purl.org/rss/1.0/modules/content"), NS_CONTENT},
    {VIEW_INIT("search.yahoo.com/mrss"), NS_MEDIA},
    {VIEW_INIT("video.search.yahoo.com/mrss"), NS_MEDIA},
    {VIEW_INIT("www.rssboard.org/media-rss"), NS_MEDIA},
    {VIEW_INIT("www.itunes.com/dtds/podcast-1.0.dtd"), NS_ITUNES},
    {VIEW_INIT("example.com/dtds/podcast-1.0.dtd"), NS_ITUNES},
    {VIEW_INIT("purl.org/rss/1.0/modules/syndication"), NS_SY},
    {VIEW_INIT("www.w3.org/1999/02/22-rdf-syntax-ns#"), NS_RDF},
    {VIEW_INIT("www.w3.org/1999/xhtml"), NS_XHTML},
    {VIEW_INIT("www.w3.org/tr/html4"), NS_XHTML},
    {VIEW_INIT("www.w3.org/xml/1998/namespace"), NS_XML},
    {VIEW_INIT("rssnamespace.org/feedburner/ext/1.0"), NS_FEEDBURNER},
    {VIEW_INIT("www.pheedo.com/namespace/pheedo"), NS_FEEDBURNER},
    {VIEW_INIT("purl.org/syndication/thread/1.0"), NS_THR},
    {VIEW_INIT("www.georss.org/georss"), NS_GEORSS},
};

static const struct name prefixes[] = {
    {VIEW_INIT("atom"), NS_CORE},
    {VIEW_INIT("atom10"), NS_CORE},
    {VIEW_INIT("a10"), NS_CORE},
    {VIEW_INIT("atom03"), NS_CORE},
    {VIEW_INIT("rss"), NS_CORE},
    {VIEW_INIT("rss1"), NS_CORE},
    {VIEW_INIT("rss10"), NS_CORE},
    {VIEW_INIT("dc"), NS_DC},
    {VIEW_INIT("dcterms"), NS_DCTERMS},
    {VIEW_INIT("content"), NS_CONTENT},
    {VIEW_INIT("media"), NS_MEDIA},
    {VIEW_INIT("itunes"), NS_ITUNES},
    {VIEW_INIT("sy"), NS_SY},
    {VIEW_INIT("rdf"), NS_RDF},
    {VIEW_INIT("xhtml"), NS_XHTML},
    {VIEW_INIT("xml"), NS_XML},
    {VIEW_INIT("feedburner"), NS_FEEDBURNER},
    {VIEW_INIT("pheedo"), NS_FEEDBURNER},
    {VIEW_INIT("thr"), NS_THR},
    {VIEW_INIT("georss"), NS_GEORSS},
};

static bool find(const struct name *table, size_t n, struct view v, enum ns *ns)
{
	for (size_t i = 0; i < n; i++)
		if (view_caseeq(v, table[i].name)) {
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
	if ((uri.n > 0 || prefix.n == 0) && find(LISTED(uris), uri, &ns))
		return ns;
	if (prefix.n == 0)
		return NS_CORE; /* a namespace of its own for plain RSS, as some invent */
	if (find(LISTED(prefixes), prefix, &ns))
		return ns;
	return NS_OTHER;
}

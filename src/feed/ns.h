/* XML namespaces that feeds use, by URI, and by prefix where the URI is missing or unknown. */
#ifndef NS_H
#define NS_H

#include "view.h"

enum ns {
	NS_CORE, /* RSS of all versions, Atom, CDF: one vocabulary */
	NS_DC,
	NS_DCTERMS,
	NS_CONTENT,
	NS_MEDIA,
	NS_ITUNES,
	NS_SY,
	NS_RDF,
	NS_XHTML,
	NS_XML,
	NS_FEEDBURNER,
	NS_THR,
	NS_GEORSS,
	NS_OTHER,
};

enum ns ns_of(struct view uri, struct view prefix);

#endif

#include "sniff.h"

#include <stdint.h>

#include "count.h"

struct magic {
	const char *bytes;
	size_t n;
	const char *what;
};

static const struct magic magics[] = {
    {"%PDF", 4, "a PDF file"},
    {"PK\x03\x04", 4, "a ZIP archive"},
    {"\x1F\x8B", 2, "compressed data"},
    {"\x89PNG", 4, "a picture"},
    {"GIF8", 4, "a picture"},
    {"\xFF\xD8\xFF", 3, "a picture"},
    {"\x28\xB5\x2F\xFD", 4, "compressed data"},
    {"BZh", 3, "compressed data"},
};

const char *sniff_binary(struct view raw)
{
	for (size_t i = 0; i < COUNT(magics); i++)
		if (view_starts(raw, (struct view){magics[i].bytes, magics[i].n}))
			return magics[i].what;
	return NULL;
}

/* Junk (a warning of PHP, a stray tag) may stand before the feed, so far. */
#define JUNK_MAX 65536

static const char *const prologs[] = {"<?xml", "<rss", "<feed", "<rdf:RDF"};

static size_t find_prolog(struct view doc)
{
	struct view head = view_sub(doc, 0, JUNK_MAX);
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < COUNT(prologs); i++) {
		size_t at = view_find(head, view_of(prologs[i]));
		best = at < best ? at : best;
	}
	return best;
}

static bool is_page(struct view doc)
{
	return view_casestarts(doc, VIEW_LIT("<!doctype html")) ||
	       view_casestarts(doc, VIEW_LIT("<html"));
}

/* Starts as an XML document may that is a feed, or at least meant as one. */
static bool is_prolog(struct view doc)
{
	static const char *const more[] = {
	    "<!--", "<!DOCTYPE", "<?", "<channel", "<entry", "<rdf", "<atom"};

	return view_begins_one(doc, LISTED(prologs)) || view_begins_one(doc, LISTED(more));
}

struct sniff sniff(struct view doc)
{
	struct sniff s = {.kind = SNIFF_XML};
	const char *start = doc.p;

	while (doc.n > 0 && (doc.p[doc.n - 1] == '\0' || doc.p[doc.n - 1] == '\x1A'))
		doc.n--;
	doc = view_trim(doc);
	if (doc.n > 0 && doc.p != start && view_starts(doc, VIEW_LIT("<?xml")))
		s.before = "white space before the XML declaration";
	while (view_starts(doc, VIEW_LIT("\xEF\xBB\xBF")))
		doc = view_trim(view_sub(doc, 3, doc.n));
	s.doc = doc;
	if (doc.n == 0) {
		s.kind = SNIFF_OTHER;
		s.what = "empty";
	} else if (doc.p[0] == '{' || doc.p[0] == '[') {
		s.kind = SNIFF_JSON;
	} else if (is_page(doc)) {
		s.kind = SNIFF_OTHER;
		s.what = "an HTML page";
	} else if (!is_prolog(doc)) {
		size_t at = find_prolog(doc);

		if (at != SIZE_MAX) {
			s.doc = view_sub(doc, at, doc.n);
			s.before = "junk before the document";
		} else if (doc.p[0] != '<') {
			s.kind = SNIFF_OTHER;
			s.what = view_chr(view_sub(doc, 0, 512), '\0') != SIZE_MAX ? "binary data"
				 : view_find(doc, VIEW_LIT("</")) != SIZE_MAX      ? "an HTML page"
										   : "plain text";
		}
	}
	return s;
}

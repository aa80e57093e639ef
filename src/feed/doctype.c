#include "doctype.h"

#include <string.h>

/*
 * libxml2's push parser reads a DOCTYPE as soon as it was handed any '>', one
 * within a literal, too:
 *
 *	<!DOCTYPE rss PUBLIC "-//A//B" "http://a.example/x><rss ... href="y">
 *
 * With all of it at hand the second literal ends at href's quotation mark, and
 * the rest may be well-formed; where a piece ends before that it is an error.
 * What is read of a feed must not hang on where the network cut it.
 *
 * Costs the prolog once, from its beginning to the DOCTYPE's '>' or '['.
 */

/* Behind "<!DOCTYPE", or doc.n: only white space, comments and processing
 * instructions stand before it. */
static size_t find_doctype(struct view doc)
{
	for (size_t at = 0; at < doc.n;) {
		struct view rest = view_sub(doc, at, 16);

		if (view_starts(rest, VIEW_LIT("<!DOCTYPE")))
			return at + strlen("<!DOCTYPE");
		if (view_starts(rest, VIEW_LIT("<?")))
			at = view_behind(doc, at + 2, VIEW_LIT("?>"));
		else if (view_starts(rest, VIEW_LIT("<!--")))
			at = view_behind(doc, at + 4, VIEW_LIT("-->"));
		else if (strchr(" \t\r\n", doc.p[at]) != NULL && doc.p[at] != '\0')
			at++;
		else
			break;
	}
	return doc.n;
}

bool doctype_torn(struct view doc)
{
	char quote = '\0';

	for (size_t at = find_doctype(doc); at < doc.n; at++) {
		char c = doc.p[at];

		if (quote != '\0' && (c == '<' || c == '>'))
			return true;
		if (quote == '\0' && (c == '>' || c == '['))
			return false;
		if (c == quote)
			quote = '\0';
		else if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
	}
	return quote != '\0';
}

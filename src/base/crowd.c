/*
 * Nearly no document has such a tag, and none is to pay for it: only what stands
 * around every 4096th byte is looked at.  A start tag that is longer than that
 * covers such a place, so that the last '<' before one of them is its own; how
 * many attributes it has at most, its '=' tell.
 */
#include "crowd.h"

enum { STEP = 4096, TAG_MAX = 128 << 10, ATTRIBUTES_MAX = 1024 };

static size_t count(struct view v, char c)
{
	size_t n = 0;

	for (size_t at; (at = view_chr(v, c)) < v.n; n++)
		v = view_sub(v, at + 1, v.n);
	return n;
}

/* Bytes of the start tag that v begins with: a '>' in quotes is not its end, and a '<',
 * which no tag may have, is its end wherever it stands. */
static size_t tag_length(struct view v)
{
	char quote = '\0';
	size_t i = 1;

	for (; i < v.n && v.p[i] != '<'; i++)
		if (quote != '\0')
			quote = v.p[i] == quote ? '\0' : quote;
		else if (v.p[i] == '>')
			break;
		else if (v.p[i] == '"' || v.p[i] == '\'')
			quote = v.p[i];
	return i < v.n ? i : v.n;
}

bool crowd_has(struct view doc)
{
	for (size_t at = STEP; at < doc.n; at += STEP) {
		const char *tag = memrchr(doc.p + at - STEP, '<', STEP);

		if (tag == NULL || tag[1] == '!' || tag[1] == '?')
			continue;
		struct view v = view_sub(doc, (size_t)(tag - doc.p), TAG_MAX);
		v = view_sub(v, 0, tag_length(v));
		if (v.n == TAG_MAX || (v.n > STEP && count(v, '=') > ATTRIBUTES_MAX))
			return true;
	}
	return false;
}

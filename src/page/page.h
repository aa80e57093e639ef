/*
 * A web page's main article: what it is, who wrote it and when, and its text
 * without navigation, comments, related stories, captions and advertising.
 */
#ifndef PAGE_H
#define PAGE_H

#include "arena.h"
#include "emit.h"
#include "view.h"

struct page {
	struct arena *arena; /* owns all of it, this struct too */
	struct view url;     /* as given */
	struct view canonical_url, title, byline;
	int64_t published;    /* seconds since 1970 UTC, or CT_TIME_UNKNOWN */
	struct view language; /* BCP 47 */
	struct view text;     /* paragraphs parted by blank lines */
};

/*
 * Reads a page.  url is where it came from, content_type the HTTP header's
 * value; both may be empty.  On CT_OK *out is the caller's, to be freed with
 * page_free.  CT_EINVAL: there is no article; *what says what there is instead
 * ("not HTML", "no article in it"), a static string.
 */
enum ct_err page_read(struct view doc, struct view url, struct view content_type, struct page **out,
    const char **what);
void page_free(struct page *p); /* NULL is allowed */
/* One JSON object, as the contract of `copytaster extract` has it. */
void page_json(const struct page *p, struct emit *j);

#endif

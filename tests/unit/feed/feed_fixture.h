/* Short ways to read a feed in a test. */
#ifndef FEED_FIXTURE_H
#define FEED_FIXTURE_H

#include "cmocka_all.h"
#include "feed.h"

static inline struct feed *feed_of(const char *doc)
{
	struct feed *f = NULL;
	const char *what = "";
	enum ct_err err =
	    feed_parse(view_of(doc), VIEW_LIT(""), VIEW_LIT(""), &feed_limits_default, &f, &what);

	if (err != CT_OK)
		fail_msg("error %d (%s) on %.200s", err, what, doc);
	return f;
}

/* An RSS item that holds inner, with the usual namespaces declared. */
#define RSS_ITEM(inner)                                                                    \
	"<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" " \
	"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "                                   \
	"xmlns:media=\"http://search.yahoo.com/mrss/\" "                                   \
	"xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "                     \
	"xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><item>" inner                 \
	"</item></channel></rss>"

static inline void check_view(struct view got, const char *want)
{
	if (!view_is(got, want))
		fail_msg("got \"%.*s\", want \"%s\"", (int)got.n, got.p != NULL ? got.p : "", want);
}

#endif

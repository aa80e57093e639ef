/* Feeds and pages, for those who have no reader of their own. */
#include <pthread.h>
#include <stdlib.h>

#include <libxml/parser.h>

#include "feed.h"
#include "html.h"
#include "neutral.h"
#include "page.h"

void ct_free(void *p)
{
	free(p);
}

/* Hands out what b holds: a string, empty at the least. */
static enum ct_err hand_out(struct buf *b, char **out)
{
	buf_add(b, "", 0);
	enum ct_err err = b->err;
	char *p = buf_steal(b, NULL);

	if (err == CT_OK)
		*out = p;
	return err;
}

/* libxml2's first use has to be over before two threads use it. */
static void set_up_xml(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, xmlInitParser);
}

enum ct_err ct_feed_json(struct ct_text feed, struct ct_text base_url, struct ct_text content_type,
    char **json, const char **instead)
{
	struct buf b = BUF_INIT(SIZE_MAX / 2);
	struct emit e = emit_to(&b);
	struct feed *f = NULL;
	const char *what = NULL;

	set_up_xml();
	struct neutral neutral = neutral_begin();
	enum ct_err err = feed_parse(feed, base_url, content_type, &feed_limits_default, &f, &what);
	neutral_end(neutral);

	if (err == CT_ENOTFEED && instead != NULL)
		*instead = what;
	if (err != CT_OK)
		return err;
	feed_json(f, &e);
	feed_free(f);
	return hand_out(&b, json);
}

enum ct_err ct_page_json(struct ct_text html, struct ct_text url, struct ct_text content_type,
    char **json, const char **instead)
{
	struct buf b = BUF_INIT(SIZE_MAX / 2);
	struct emit e = emit_to(&b);
	struct page *p = NULL;
	const char *what = NULL;
	struct neutral neutral = neutral_begin();
	enum ct_err err = page_read(html, url, content_type, &p, &what);
	neutral_end(neutral);

	if (err == CT_EINVAL && instead != NULL)
		*instead = what;
	if (err != CT_OK)
		return err;
	page_json(p, &e);
	page_free(p);
	return hand_out(&b, json);
}

enum ct_err ct_html_text(struct ct_text html, char **text)
{
	struct buf b = BUF_INIT(SIZE_MAX / 2);

	html_to_text(&b, html);
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '\0') /* or the string would end here */
			b.p[i] = ' ';
	return hand_out(&b, text);
}

#include "alternate.h"

#include "count.h"
#include "entity.h"
#include "markup.h"
#include "url.h"
#include "utf8.h"

/* They stand in the head: a page is read so far. */
#define HEAD_MAX ((size_t)256 << 10)

static const char *const types[] = {"application/rss+xml", "application/atom+xml",
    "application/feed+json", "application/rdf+xml", "application/x.atom+xml", "text/rss+xml",
    "text/atom+xml"};

static bool has_word(struct view words, struct view word)
{
	while (words.n > 0) {
		size_t n = 0;

		while (n < words.n && (unsigned char)words.p[n] > ' ')
			n++;
		if (view_caseeq(view_sub(words, 0, n), word))
			return true;
		while (n < words.n && (unsigned char)words.p[n] <= ' ')
			n++;
		words = view_sub(words, n, words.n);
	}
	return false;
}

static bool is_feed_type(struct view type)
{
	type = view_trim(view_sub(type, 0, view_chr(type, ';')));
	return view_is_one(type, LISTED(types));
}

/* The value of an attribute, as written; empty: none. */
static struct view attr(struct view attrs, const char *name)
{
	struct markup_attr a;

	for (size_t at = 0; markup_next_attr(attrs, &at, &a);)
		if (view_caseeq(a.name, view_of(name)))
			return a.value;
	return (struct view){NULL, 0};
}

static bool names_feed(struct view attrs)
{
	return has_word(view_trim(attr(attrs, "rel")), VIEW_LIT("alternate")) &&
	       is_feed_type(attr(attrs, "type")) && attr(attrs, "href").n > 0;
}

/* Decoded, resolved and printable; false: of no use. */
static bool add_url(struct buf *out, struct view base, struct view href)
{
	struct buf plain = BUF_INIT(ALTERNATE_MAX), url = BUF_INIT(ALTERNATE_MAX);

	entity_decode(&plain, href);
	url_resolve(&url, base, buf_view(&plain));
	bool ok = plain.err == CT_OK && url.err == CT_OK && url.n > 0 &&
		  (url_is_web(buf_view(&url)) || base.n == 0) && utf8_valid(buf_view(&url));
	for (size_t i = 0; ok && i < url.n; i++)
		ok = (unsigned char)url.p[i] > ' ' && url.p[i] != 0x7f;
	if (ok)
		buf_addv(out, buf_view(&url));
	if (plain.err == CT_ENOMEM || url.err == CT_ENOMEM)
		out->err = CT_ENOMEM;
	buf_free(&plain);
	buf_free(&url);
	return ok && out->err == CT_OK;
}

bool alternate_find(struct view page, struct view base, struct buf *out)
{
	struct buf own_base = BUF_INIT(ALTERNATE_MAX);
	bool found = false;

	page = view_sub(page, 0, HEAD_MAX);
	for (size_t at = 0; !found && at < page.n;) {
		size_t n = view_chr(view_sub(page, at, page.n), '<');

		if (n == SIZE_MAX)
			break;
		struct markup m = markup_at(page, at + n);
		at = m.end > at + n ? m.end : at + n + 1;
		if (m.kind != MARKUP_OPEN)
			continue;
		if (m.class == MARKUP_RAW)
			at = markup_find_close(page, at, m.name);
		else if (view_caseeq(m.name, VIEW_LIT("body")))
			break;
		else if (view_caseeq(m.name, VIEW_LIT("base")) && own_base.n == 0)
			add_url(&own_base, base, attr(m.attrs, "href"));
		else if (view_caseeq(m.name, VIEW_LIT("link")) && names_feed(m.attrs))
			found = add_url(out, own_base.n > 0 ? buf_view(&own_base) : base,
			    attr(m.attrs, "href"));
	}
	if (own_base.err == CT_ENOMEM)
		out->err = CT_ENOMEM; /* it may be another's */
	buf_free(&own_base);
	return found && out->err == CT_OK;
}

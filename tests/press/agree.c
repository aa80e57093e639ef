#include "agree.h"

#include "html.h"
#include "utf8.h"
#include "wire.h"

/* What a format carries beside what all do. */
enum { EMAILS = 1, URIS = 2, SCHEMES = 4 };

static unsigned carries(enum press_format f)
{
	switch (f) {
	case PRESS_ATOM10:
	case PRESS_ATOM03:
		return EMAILS | URIS | SCHEMES;
	case PRESS_RSS20:
	case PRESS_RSS091:
		return EMAILS | SCHEMES;
	case PRESS_RSS10:
	case PRESS_RSS090:
		return EMAILS;
	case PRESS_JSON11:
	case PRESS_JSON10:
	case PRESS_FORMATS:
		break;
	}
	return 0;
}

static bool differ(struct buf *why, const char *what, size_t entry, struct view a, struct view b)
{
	buf_addf(why, "%s of entry %zu: \"%.*s\" and \"%.*s\"", what, entry,
	    (int)(a.n < 300 ? a.n : 300), a.p != NULL ? a.p : "", (int)(b.n < 300 ? b.n : 300),
	    b.p != NULL ? b.p : "");
	return false;
}

static bool same(struct buf *why, const char *what, size_t entry, struct view a, struct view b)
{
	return view_eq(a, b) || differ(why, what, entry, a, b);
}

static bool same_number(struct buf *why, const char *what, size_t entry, int64_t a, int64_t b)
{
	if (a == b)
		return true;
	buf_addf(why, "%s of entry %zu: %lld and %lld", what, entry, (long long)a, (long long)b);
	return false;
}

/* --- two feeds ------------------------------------------------------------------- */

static bool same_people(const struct feed_person *a, const struct feed_person *b, unsigned both,
    size_t at, struct buf *why)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!same(why, "author", at, a->name, b->name) ||
		    ((both & EMAILS) != 0 && !same(why, "e-mail", at, a->email, b->email)) ||
		    ((both & URIS) != 0 && !same(why, "author's page", at, a->uri, b->uri)))
			return false;
	return same_number(why, "another author", at, a != NULL, b != NULL);
}

/* c, or the first behind it whose term no other before it has. */
static const struct feed_category *other_term(
    const struct feed_category *first, const struct feed_category *c)
{
	for (; c != NULL; c = c->next) {
		const struct feed_category *seen = first;

		while (seen != c && !view_eq(seen->term, c->term))
			seen = seen->next;
		if (seen == c)
			break;
	}
	return c;
}

/* Of one term in two schemes a format without schemes has one. */
static bool same_categories(const struct feed_category *first, const struct feed_category *second,
    unsigned both, size_t at, struct buf *why)
{
	const struct feed_category *a = first, *b = second;

	for (; a != NULL && b != NULL;
	     a = other_term(first, a->next), b = other_term(second, b->next))
		if (!same(why, "category", at, a->term, b->term) ||
		    ((both & SCHEMES) != 0 && !same(why, "scheme", at, a->scheme, b->scheme)))
			return false;
	return same_number(why, "another category", at, a != NULL, b != NULL);
}

static bool same_files(
    const struct feed_enclosure *a, const struct feed_enclosure *b, size_t at, struct buf *why)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!same(why, "enclosure", at, a->url, b->url) ||
		    !same(why, "type", at, a->type, b->type) ||
		    !same_number(why, "length", at, a->length, b->length))
			return false;
	return same_number(why, "another enclosure", at, a != NULL, b != NULL);
}

static void plain(struct buf *out, struct view type, struct view value)
{
	buf_clear(out);
	if (view_is(type, "text/html"))
		html_to_text(out, value);
	else
		html_tidy_text(out, value);
}

/* As text: one may be HTML where the other is plain. */
static bool same_summary(
    const struct feed_entry *a, const struct feed_entry *b, size_t at, struct buf *why)
{
	struct buf x = BUF_INIT(a->summary.n), y = BUF_INIT(b->summary.n);

	plain(&x, a->summary_type, a->summary);
	plain(&y, b->summary_type, b->summary);
	/* The body stands there where a style wants it so. */
	bool ok = (a->content == NULL) != (b->content == NULL) ||
		  same(why, "summary", at, buf_view(&x), buf_view(&y));
	buf_free(&x);
	buf_free(&y);
	return ok;
}

static bool same_entry(const struct feed_entry *a, const struct feed_entry *b, unsigned both,
    size_t at, struct buf *why)
{
	const struct feed_content *c = a->content, *d = b->content;

	if (c != NULL && d != NULL && view_eq(c->type, d->type) && view_is(c->type, "text/html") &&
	    !same(why, "content", at, c->value, d->value))
		return false;
	return same(why, "id", at, a->id, b->id) && same(why, "title", at, a->title, b->title) &&
	       same(why, "link", at, a->link, b->link) &&
	       same_number(why, "published", at, a->published, b->published) &&
	       same_number(why, "updated", at, a->updated, b->updated) &&
	       same(why, "text", at, a->text, b->text) &&
	       same(why, "language", at, a->language, b->language) &&
	       same_people(a->authors, b->authors, both, at, why) &&
	       same_categories(a->categories, b->categories, both, at, why) &&
	       same_files(a->enclosures, b->enclosures, at, why) && same_summary(a, b, at, why);
}

bool agree_feeds(const struct feed *a, enum press_format fa, const struct feed *b,
    enum press_format fb, struct buf *why)
{
	unsigned both = carries(fa) & carries(fb);
	const struct feed_entry *e = a->entries, *g = b->entries;

	if (!same_number(why, "number", 0, (int64_t)a->nentries, (int64_t)b->nentries) ||
	    !same(why, "feed's title", 0, a->title, b->title) ||
	    !same(why, "feed's link", 0, a->link, b->link) ||
	    !same(why, "feed's language", 0, a->language, b->language) ||
	    !same(why, "feed's subtitle", 0, a->subtitle, b->subtitle))
		return false;
	for (size_t at = 0; e != NULL && g != NULL; e = e->next, g = g->next)
		if (!same_entry(e, g, both, at++, why))
			return false;
	return true;
}

bool agree_cut(const struct feed *whole, const struct feed *cut, struct buf *why)
{
	const struct feed_entry *e = whole->entries, *g = cut->entries;
	size_t at = 0;

	for (; g != NULL && !(cut->half && g->next == NULL); e = e->next, g = g->next)
		if (e == NULL || !same_entry(e, g, EMAILS | URIS | SCHEMES, at++, why))
			return e != NULL || same_number(why, "more entries", at, 0, 1);
	return true;
}

/* --- two messages ------------------------------------------------------------------- */

static bool same_item(struct cursor *a, struct cursor *b, size_t at, struct buf *why)
{
	struct item x, y;
	struct fingerprint fx, fy;

	if (wire_next(a, &x, &fx, NULL) != CT_OK || wire_next(b, &y, &fy, NULL) != CT_OK) {
		buf_addf(why, "entry %zu of the message cannot be read", at);
		return false;
	}
	return same(why, "told id", at, x.story.id, y.story.id) &&
	       same(why, "told title", at, x.story.title, y.story.title) &&
	       same(why, "told link", at, x.story.url, y.story.url) &&
	       same(why, "told text", at, x.story.text, y.story.text) &&
	       same(why, "told language", at, x.story.lang, y.story.lang) &&
	       same(why, "told authors", at, x.authors, y.authors) &&
	       same(why, "told tags", at, x.tags, y.tags) &&
	       same_number(why, "told date", at, x.story.published, y.story.published) &&
	       same_number(why, "told change", at, x.updated, y.updated) &&
	       same_number(why, "words", at, fx.words, fy.words) &&
	       same_number(why, "body", at, (int64_t)fx.body[0], (int64_t)fy.body[0]) &&
	       same_number(why, "body's end", at, (int64_t)fx.body[1], (int64_t)fy.body[1]) &&
	       same_number(why, "keys", at, fx.nkeys, fy.nkeys) &&
	       same_number(why, "which keys", at, 0,
		   memcmp(fx.keys, fy.keys, fx.nkeys * sizeof(fx.keys[0])) != 0);
}

bool agree_messages(
    const struct feed *a, const struct feed *b, struct normalizer *z, struct buf *why)
{
	struct buf x = BUF_INIT(WIRE_MAX), y = BUF_INIT(WIRE_MAX);
	struct wire_feed fx, fy;
	struct cursor c, d;
	bool ok = wire_encode(a, z, VIEW_LIT(""), &x) == CT_OK &&
		  wire_encode(b, z, VIEW_LIT(""), &y) == CT_OK &&
		  wire_decode(buf_view(&x), &fx, &c) == CT_OK &&
		  wire_decode(buf_view(&y), &fy, &d) == CT_OK;

	if (!ok)
		buf_adds(why, "no message");
	ok = ok && same_number(why, "told number", 0, fx.nitems, fy.nitems);
	for (uint32_t i = 0; ok && i < fx.nitems; i++)
		ok = same_item(&c, &d, i, why);
	buf_free(&x);
	buf_free(&y);
	return ok;
}

/* --- a feed and its sheet -------------------------------------------------------------- */

static bool says_people(const struct feed_person *p, const struct sheet_story *s, unsigned has,
    size_t at, struct buf *why)
{
	size_t i = 0;

	for (; p != NULL && i < s->nauthors; p = p->next, i++)
		if (!same(why, "author", at, p->name, s->authors[i].name) ||
		    ((has & EMAILS) != 0 &&
			!same(why, "e-mail", at, p->email, s->authors[i].email)))
			return false;
	return same_number(why, "missing author", at, p != NULL, i < s->nauthors);
}

static bool says_lists(const struct feed_entry *e, const struct sheet_story *s, unsigned has,
    size_t at, struct buf *why)
{
	const struct feed_category *c = e->categories;
	const struct feed_enclosure *f = e->enclosures;
	size_t i = 0;

	for (; c != NULL && i < s->ncategories; c = c->next, i++)
		if (!same(why, "category", at, c->term, s->categories[i].term) ||
		    ((has & SCHEMES) != 0 &&
			!same(why, "scheme", at, c->scheme, s->categories[i].scheme)))
			return false;
	if (!same_number(why, "missing category", at, c != NULL, i < s->ncategories))
		return false;
	for (i = 0; f != NULL && i < s->nfiles; f = f->next, i++)
		if (!same(why, "enclosure", at, f->url, s->files[i].url) ||
		    !same(why, "type", at, f->type, s->files[i].type) ||
		    !same_number(why, "length", at, f->length, s->files[i].length))
			return false;
	return same_number(why, "missing enclosure", at, f != NULL, i < s->nfiles);
}

static bool says_entry(const struct feed_entry *e, const struct sheet *sheet,
    const struct sheet_story *s, unsigned has, size_t at, struct buf *why)
{
	struct buf text = BUF_INIT(1 << 20);

	press_add_paras(&text, s, "\n\n");
	if (s->nparas == 0)
		buf_addv(&text, s->summary);
	bool ok = same(why, "id", at, e->id, s->id) && same(why, "title", at, e->title, s->title) &&
		  same(why, "link", at, e->link, s->link) &&
		  same(why, "language", at, e->language, s->lang.n > 0 ? s->lang : sheet->lang) &&
		  same_number(why, "published", at, e->published, s->published) &&
		  same_number(why, "updated", at, e->updated, s->updated) &&
		  (s->html.n > 0 || same(why, "text", at, e->text, buf_view(&text))) &&
		  says_people(e->authors, s, has, at, why) && says_lists(e, s, has, at, why);
	buf_free(&text);
	return ok;
}

bool agree_sheet(
    const struct feed *f, enum press_format format, const struct sheet *s, struct buf *why)
{
	const struct feed_entry *e = f->entries;

	if (!same(why, "feed's title", 0, f->title, s->title) ||
	    !same(why, "feed's link", 0, f->link, s->page) ||
	    !same(why, "feed's language", 0, f->language, s->lang) ||
	    !same(why, "feed's subtitle", 0, f->subtitle, s->subtitle) ||
	    !same_number(why, "number", 0, (int64_t)f->nentries, (int64_t)s->nstories))
		return false;
	for (size_t i = 0; i < s->nstories; i++, e = e->next)
		if (!says_entry(e, s, &s->stories[i], carries(format), i, why))
			return false;
	return true;
}

/* --- whatever was read ------------------------------------------------------------------- */

/* Lines are parted in texts only; nothing else below the blank, nor DEL or C1. */
static bool is_clean(struct view v, bool lines)
{
	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);

		if ((cp < 0x20 && !(lines && (cp == '\n' || cp == '\t'))) ||
		    (cp >= 0x7F && cp < 0xA0))
			return false;
	}
	return utf8_valid(v);
}

static bool sane(struct buf *why, const char *what, struct view v, bool lines, size_t max)
{
	if (is_clean(v, lines) && v.n <= max)
		return true;
	buf_addf(why, "%s of %zu bytes: \"%.*s\"", what, v.n, (int)(v.n < 300 ? v.n : 300), v.p);
	return false;
}

/* On one line; C1 is not looked for. */
static bool sane_url(struct buf *why, struct view url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] < ' ' || url.p[i] == 0x7F)
			return sane(why, "link", url, false, 0);
	return utf8_valid(url) || sane(why, "link", url, false, 0);
}

static bool sane_entry(const struct feed_entry *e, size_t max, struct buf *why)
{
	size_t contents = 0;

	for (const struct feed_person *p = e->authors; p != NULL; p = p->next)
		if (!sane(why, "author", p->name, false, max))
			return false;
	for (const struct feed_enclosure *n = e->enclosures; n != NULL; n = n->next)
		if (!sane_url(why, n->url))
			return false;
	for (const struct feed_link *l = e->links; l != NULL; l = l->next)
		if (!sane_url(why, l->href))
			return false;
	for (const struct feed_content *c = e->content; c != NULL; c = c->next)
		if (!utf8_valid(c->value) || ++contents > 64)
			return sane(why, "content", c->value, false, 0);
	return sane_url(why, e->link) && (utf8_valid(e->id) || sane(why, "id", e->id, true, 0)) &&
	       sane(why, "title", e->title, false, max) && sane(why, "text", e->text, true, max) &&
	       (utf8_valid(e->summary) || sane(why, "summary", e->summary, true, max));
}

bool agree_sane(const struct feed *f, const struct feed_limits *limits, struct buf *why)
{
	size_t n = 0;

	if (f->bozo != (f->bozo_reason.n > 0) || !sane(why, "reason", f->bozo_reason, false, 600)) {
		buf_adds(why, "a complaint without a reason, or the reverse");
		return false;
	}
	if (!sane(why, "feed's title", f->title, false, limits->text))
		return false;
	for (const struct feed_entry *e = f->entries; e != NULL; e = e->next, n++)
		if (!sane_entry(e, limits->text, why))
			return false;
	return n <= limits->entries &&
	       same_number(why, "count", 0, (int64_t)n, (int64_t)f->nentries);
}

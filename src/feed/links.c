#include "links.h"

#include "texts.h"
#include "url.h"

/* Duplicates are looked for among so many, so that hostile lists stay linear. */
#define SEEN_MAX 64

static int64_t number(struct view v)
{
	int64_t n = 0;

	if (v.n == 0 || v.n > 18)
		return -1;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return -1;
		n = n * 10 + (v.p[i] - '0');
	}
	return n;
}

/* The page of a feed or entry is HTML; other types are other forms of it. */
static bool is_page(const struct feed_link *l)
{
	return view_is(l->rel, "alternate") &&
	       (l->type.n == 0 || view_casestarts(l->type, VIEW_LIT("text/html")) ||
		   view_casestarts(l->type, VIEW_LIT("application/xhtml+xml")));
}

/* "?a=1&amp;b=2", decoded already, had one escape too many. */
static struct view unescaped(struct reader *r, struct view url)
{
	if (view_find(url, VIEW_LIT("&amp;")) == SIZE_MAX)
		return url;
	reader_clear(r, &r->scratch);
	while (url.n > 0) {
		size_t at = view_find(url, VIEW_LIT("&amp;"));
		buf_addv(&r->scratch, view_sub(url, 0, at));
		if (at == SIZE_MAX)
			break;
		buf_addc(&r->scratch, '&');
		url = view_sub(url, at + 5, url.n);
	}
	return reader_keep_buf(r, &r->scratch);
}

void links_add(struct reader *r, struct feed_link l)
{
	struct feed_link *link = reader_alloc(r, sizeof(*link)),
			 ***tail = r->entry != NULL ? &r->link_tail : &r->feed_link_tail;

	if (link == NULL)
		return;
	l.href = reader_resolve(r, unescaped(r, l.href));
	l.next = NULL;
	*link = l;
	**tail = link;
	*tail = &link->next;
	if (is_page(link))
		*(r->entry != NULL ? &r->entry->link : &r->feed->link) = link->href;
	if (r->entry == NULL && r->fallback.n == 0 && url_is_web(link->href) && link->href.n < 2048)
		r->fallback = link->href;
}

void links_add_enclosure(struct reader *r, struct view url, struct view type, int64_t length)
{
	if (r->entry == NULL || url.n == 0)
		return;
	url = reader_resolve(r, unescaped(r, url));
	size_t seen = 0;
	for (struct feed_enclosure *e = r->entry->enclosures; e != NULL && seen < SEEN_MAX;
	     e = e->next, seen++)
		if (view_eq(e->url, url)) {
			e->type = e->type.n > 0 ? e->type : type;
			e->length = e->length >= 0 ? e->length : length;
			return;
		}
	struct feed_enclosure *e = reader_alloc(r, sizeof(*e));
	if (e == NULL)
		return;
	*e = (struct feed_enclosure){.url = url, .type = type, .length = length};
	*r->enclosure_tail = e;
	r->enclosure_tail = &e->next;
}

static struct view relation(struct view rel)
{
	static const char *const spaces[] = {"http://www.iana.org/assignments/relation/",
	    "https://www.iana.org/assignments/relation/"};

	for (size_t i = 0; i < 2; i++)
		if (view_starts(rel, view_of(spaces[i])))
			return view_sub(rel, strlen(spaces[i]), rel.n);
	return rel.n > 0 ? rel : VIEW_LIT("alternate");
}

void links_start(struct reader *r, const struct xattrs *a)
{
	static const char *const names[] = {"href", "url", "uri"};
	struct feed_link l = {0};

	for (size_t i = 0; i < 3 && l.href.n == 0; i++)
		l.href = reader_attr(r, a, NS_CORE, names[i]);
	if (l.href.n == 0)
		return; /* RSS: the text is the link */
	l.rel = relation(reader_attr(r, a, NS_CORE, "rel"));
	l.type = reader_attr(r, a, NS_CORE, "type");
	l.hreflang = reader_attr(r, a, NS_CORE, "hreflang");
	l.title = reader_attr(r, a, NS_CORE, "title");
	links_add(r, l);
	if (view_is(l.rel, "enclosure"))
		links_add_enclosure(
		    r, l.href, l.type, number(reader_attr(r, a, NS_CORE, "length")));
}

void links_end(struct reader *r, struct view text)
{
	if (text.n > 0)
		links_add(r, (struct feed_link){.rel = VIEW_LIT("alternate"), .href = text});
}

void links_guid_start(struct reader *r, const struct xattrs *a)
{
	struct view permalink = reader_attr(r, a, NS_CORE, "ispermalink");

	r->permalink = !view_caseeq(permalink, VIEW_LIT("false"));
}

void links_guid_end(struct reader *r, struct view text)
{
	if (text.n == 0 || r->entry == NULL)
		return;
	r->entry->id = reader_keep(r, text);
	if (r->permalink && !r->atom && r->entry->link.n == 0 && url_is_web(text))
		r->entry->link = reader_resolve(r, text);
}

void links_original_end(struct reader *r, struct view text)
{
	if (text.n > 0 && r->entry != NULL)
		links_add(r, (struct feed_link){.rel = VIEW_LIT("canonical"), .href = text});
}

void links_enclosure_start(struct reader *r, const struct xattrs *a)
{
	struct view url = reader_attr(r, a, NS_CORE, "url");
	struct view type = reader_attr(r, a, NS_CORE, "type");

	if (url.n == 0)
		url = reader_attr(r, a, NS_CORE, "href");
	if (url.n == 0 || r->entry == NULL)
		return;
	links_add(r, (struct feed_link){.rel = VIEW_LIT("enclosure"), .href = url, .type = type});
	links_add_enclosure(r, url, type, number(reader_attr(r, a, NS_CORE, "length")));
}

void links_media_start(struct reader *r, const struct xattrs *a)
{
	links_add_enclosure(r, reader_attr(r, a, NS_CORE, "url"),
	    reader_attr(r, a, NS_CORE, "type"), number(reader_attr(r, a, NS_CORE, "filesize")));
}

void links_source_start(struct reader *r, const struct xattrs *a)
{
	struct view url = reader_attr(r, a, NS_CORE, "url");

	r->source_title = (struct view){NULL, 0};
	r->source_url = url;
}

void links_source_link_start(struct reader *r, const struct xattrs *a)
{
	struct view href = reader_attr(r, a, NS_CORE, "href");

	if (href.n > 0 &&
	    (r->source_url.n == 0 || view_is(reader_attr(r, a, NS_CORE, "rel"), "self")))
		r->source_url = reader_resolve(r, href);
}

void links_source_title_end(struct reader *r, struct view text)
{
	r->source_title = texts_plain(r, reader_top(r)->kind, text);
}

/* RSS has the title as text, Atom as an element; failing both, the address. */
void links_source_end(struct reader *r, struct view text)
{
	if (r->entry == NULL)
		return;
	struct view title =
	    r->source_title.n > 0 ? r->source_title : texts_plain(r, TEXT_PLAIN, text);
	r->entry->source = title.n > 0 ? title : r->source_url;
}

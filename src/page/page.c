#include "page.h"

#include "body.h"
#include "charset.h"
#include "meta.h"
#include "prose.h"
#include "url.h"

enum { PAGE_MEMORY = 256 << 20, PAGE_TEXT = 4 << 20, URL_MAX = 4096 };

/* What a document is that is no page; NULL where it may be one. */
static const char *what_else(struct view v)
{
	v = view_trim(v);
	if (v.n == 0)
		return "empty";
	if (v.p[0] == '{' || v.p[0] == '[')
		return "JSON, not HTML";
	if (view_casestarts(v, VIEW_LIT("%PDF")))
		return "a PDF, not HTML";
	if (view_chr(v, '<') == SIZE_MAX)
		return "not HTML";
	struct view head = view_sub(v, 0, 1024);
	if (view_find(head, VIEW_LIT("<rss")) != SIZE_MAX ||
	    view_find(head, VIEW_LIT("<feed")) != SIZE_MAX ||
	    view_find(head, VIEW_LIT("<rdf:RDF")) != SIZE_MAX)
		return "a feed, not a page";
	return NULL;
}

static enum ct_err add_url(struct arena *a, struct view base, struct view ref, struct view *out)
{
	struct buf b = BUF_INIT(URL_MAX);

	if (ref.n == 0)
		return CT_OK;
	url_resolve(&b, base, ref);
	enum ct_err err = b.err == CT_ELIMIT ? CT_OK : b.err;
	if (err == CT_OK && url_is_web(buf_view(&b))) {
		*out = arena_copy(a, buf_view(&b));
		err = out->p != NULL ? CT_OK : CT_ENOMEM;
	}
	buf_free(&b);
	return err;
}

/* The article's text into p: what stands on the page, or where that is but a
 * part (a page that its scripts fill), what it tells machines. */
static enum ct_err add_text(struct page *p, struct tree *t, const struct meta *m)
{
	struct buf text = BUF_INIT(PAGE_TEXT);
	struct block_list blocks;
	enum ct_err err = body_find(t, p->arena, m->title, &blocks);

	if (err != CT_OK)
		return err;
	prose_write(t, &blocks, &text);
	err = text.err;
	if (err == CT_OK && text.n < m->body.n / 2)
		p->text = m->body;
	else if (err == CT_OK && text.n > 0)
		p->text = arena_copy(p->arena, buf_view(&text));
	if (err == CT_OK && text.n > 0 && p->text.p == NULL)
		err = CT_ENOMEM;
	buf_free(&text);
	return err;
}

static enum ct_err fill(struct page *p, struct view html, struct view url)
{
	struct tree t;
	struct meta m;
	enum ct_err err = tree_build(html, &t);

	if (err != CT_OK)
		return err;
	err = meta_read(&t, p->arena, &m);
	if (err != CT_OK)
		goto out;
	p->url = arena_copy(p->arena, url);
	p->title = m.title;
	p->byline = m.byline;
	p->published = m.published;
	p->language = m.language;
	struct view base = url;
	err = p->url.p != NULL ? add_url(p->arena, url, m.base, &base) : CT_ENOMEM;
	if (err == CT_OK)
		err = add_url(p->arena, base, m.canonical, &p->canonical_url);
	if (err == CT_OK)
		err = add_text(p, &t, &m);
out:
	tree_free(&t);
	return err;
}

enum ct_err page_read(struct view doc, struct view url, struct view content_type, struct page **out,
    const char **what)
{
	struct buf html = BUF_INIT(PAGE_MEMORY);
	struct arena *a = arena_new(PAGE_MEMORY);
	struct page *p = a != NULL ? ARENA_NEW(a, struct page) : NULL;
	enum ct_err err = CT_ENOMEM;

	if (p == NULL)
		goto out;
	p->arena = a;
	err = charset_to_utf8(&html, doc, content_type, false);
	if (err != CT_OK)
		goto out;
	const char *other = what_else(buf_view(&html));
	if (other == NULL) {
		err = fill(p, buf_view(&html), url);
		if (err == CT_OK && p->text.n == 0)
			other = "no article in it";
	}
	if (other != NULL) {
		*what = other;
		err = CT_EINVAL;
	}
	if (err == CT_OK) {
		*out = p;
		a = NULL;
	}
out:
	buf_free(&html);
	arena_free(a);
	return err;
}

void page_free(struct page *p)
{
	if (p != NULL)
		arena_free(p->arena);
}

void page_json(const struct page *p, struct emit *j)
{
	emit_open(j, '{');
	emit_str_or_null(j, "url", p->url);
	emit_str_or_null(j, "canonical_url", p->canonical_url);
	emit_str_or_null(j, "title", p->title);
	emit_str_or_null(j, "byline", p->byline);
	emit_time(j, "published", p->published);
	emit_str_or_null(j, "language", p->language);
	emit_str(j, "text", p->text);
	emit_close(j, '}');
}

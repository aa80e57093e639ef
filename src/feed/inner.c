#include "inner.h"

#include "count.h"
#include "entity.h"
#include "url.h"

static bool is_void(struct view name)
{
	static const char *const voids[] = {"br", "img", "hr", "input", "wbr", "col", "area",
	    "embed", "param", "source", "track", "base", "meta", "link"};

	return view_is_one(name, LISTED(voids));
}

static void add_attrs(struct reader *r, const struct frame *c, const struct xattrs *a)
{
	const struct frame *f = reader_top(r);

	for (size_t i = 0; i < a->n; i++) {
		const struct xattr *at = &a->v[i];
		struct view value = at->value;

		if (at->ns != NS_CORE && at->ns != NS_XHTML)
			continue;
		reader_clear(r, &r->scratch);
		entity_decode(&r->scratch, value);
		value = buf_view(&r->scratch);
		bool link = view_is(at->local, "href") || view_is(at->local, "src");
		if (link && f->base.p != c->base.p && f->base.n > 0) {
			reader_clear(r, &r->scratch2);
			url_resolve(&r->scratch2, f->base, value);
			value = buf_view(&r->scratch2);
		}
		reader_add(r, " ", 1);
		reader_add(r, at->local.p, at->local.n);
		reader_add(r, "=\"", 2);
		reader_add_escaped(r, value.p, value.n, true);
		reader_add(r, "\"", 1);
	}
}

void inner_start(struct reader *r, const struct xname *name, const struct xattrs *a)
{
	struct frame *c = &r->frames[r->capturing], *f = reader_top(r);

	f->inner = true;
	f->context = IN_NOTHING;
	if (c->capture == CAPTURE_TEXT) {
		f->quiet = true;
		return;
	}
	bool first = view_trim(view_sub(buf_view(&r->text), c->text, r->text.n)).n == 0;
	/* Markup from the start: then references in its text were meant as text. */
	if (first && c->kind != TEXT_BASE64)
		c->kind = TEXT_XML;
	else if (c->kind == TEXT_PLAIN)
		c->kind = TEXT_HTML;
	f->local = reader_keep(r, name->local);
	reader_add(r, "<", 1);
	reader_add(r, name->local.p, name->local.n);
	add_attrs(r, c, a);
	reader_add(r, is_void(name->local) ? " />" : ">", is_void(name->local) ? 3 : 1);
	if (first && r->depth == r->capturing + 1 && view_caseeq(name->local, VIEW_LIT("div"))) {
		c->wrapped = true;
		c->div_from = r->text.n;
	}
}

void inner_end(struct reader *r, const struct frame *f)
{
	struct frame *c = &r->frames[r->capturing];

	if (!f->inner || f->quiet || r->capturing == 0)
		return;
	if (c->wrapped && r->depth == r->capturing + 1 && c->div_to == 0)
		c->div_to = r->text.n;
	if (is_void(f->local))
		return;
	reader_add(r, "</", 2);
	reader_add(r, f->local.p, f->local.n);
	reader_add(r, ">", 1);
}

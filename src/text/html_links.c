/*
 * A feed's HTML has links relative to the entry's page.  What is not to be changed is
 * copied as it is, byte for byte; a document without such a link is not copied at all.
 */
#include "count.h"
#include "entity.h"
#include "html.h"
#include "markup.h"
#include "url.h"

/* Attributes whose value is a URL; srcset is a list of them. */
static bool is_link_attr(struct view name)
{
	static const char *const links[] = {"href", "src", "srcset", "cite", "action", "data",
	    "poster", "longdesc", "background", "codebase", "classid", "usemap", "profile"};

	for (size_t i = 0; i < COUNT(links); i++)
		if ((name.p[0] | 32) == links[i][0] && view_caseeq(name, view_of(links[i])))
			return true;
	return false;
}

static bool needs_base(const struct markup_attr *a)
{
	return is_link_attr(a->name) && (a->quote != 0 || a->value.n > 0) &&
	       !url_has_scheme(view_trim(a->value));
}

/* "a.jpg 1x, b.jpg 2x" */
static void resolve_srcset(struct buf *out, struct view base, struct view set)
{
	bool first = true;

	while (set.n > 0) {
		size_t comma = view_find(set, VIEW_LIT(", "));
		struct view item = view_trim(view_sub(set, 0, comma));

		set = comma == SIZE_MAX ? (struct view){NULL, 0} : view_sub(set, comma + 2, set.n);
		size_t blank = view_chr(item, ' ');
		if (!first)
			buf_adds(out, ", ");
		first = false;
		url_resolve(out, base, view_sub(item, 0, blank));
		if (blank != SIZE_MAX)
			buf_addv(out, view_sub(item, blank, item.n));
	}
}

/* What is in out from `from` on, escaped for a value in double quotes. */
static void escape_tail(struct buf *out, size_t from)
{
	struct buf plain = BUF_INIT(out->max);

	buf_addv(&plain, view_sub(buf_view(out), from, out->n));
	out->n = from;
	for (size_t i = 0; i < plain.n; i++) {
		char c = plain.p[i];

		if (c == '&')
			buf_adds(out, "&amp;");
		else if (c == '"')
			buf_adds(out, "&quot;");
		else if (c == '<')
			buf_adds(out, "&lt;");
		else
			buf_addc(out, c);
	}
	if (plain.err != CT_OK)
		out->err = plain.err;
	buf_free(&plain);
}

static void resolve_attr(struct buf *out, struct view base, const struct markup_attr *a)
{
	struct buf plain = BUF_INIT(out->max);
	struct view value = a->value;

	if (view_chr(value, '&') != SIZE_MAX) {
		entity_decode(&plain, value);
		value = buf_view(&plain);
	}
	buf_addc(out, '"');
	size_t from = out->n;
	if (view_caseeq(a->name, VIEW_LIT("srcset")))
		resolve_srcset(out, base, value);
	else
		url_resolve(out, base, value);
	struct view full = view_sub(buf_view(out), from, out->n);
	if (view_chr(full, '&') != SIZE_MAX || view_chr(full, '"') != SIZE_MAX ||
	    view_chr(full, '<') != SIZE_MAX)
		escape_tail(out, from);
	buf_addc(out, '"');
	if (plain.err != CT_OK)
		out->err = plain.err;
	buf_free(&plain);
}

static void resolve_tag(
    struct buf *out, struct view html, struct view base, struct view attrs, size_t *copied)
{
	struct markup_attr a;

	for (size_t at = 0; markup_next_attr(attrs, &at, &a);) {
		if (!needs_base(&a))
			continue;
		size_t from = (size_t)(a.value.p - html.p) - (a.quote != 0);
		buf_add(out, html.p + *copied, from - *copied);
		resolve_attr(out, base, &a);
		*copied = (size_t)(attrs.p - html.p) + at;
	}
}

bool html_resolve(struct buf *out, struct view html, struct view base)
{
	size_t at = 0, copied = 0, lt;

	while (at < html.n && (lt = view_chr(view_sub(html, at, html.n), '<')) != SIZE_MAX) {
		if (view_starts(view_sub(html, at + lt, 2), VIEW_LIT("</"))) {
			at += lt + 2;
			continue;
		}
		struct markup m = markup_at(html, at + lt);

		at = m.end;
		if (m.kind != MARKUP_OPEN)
			continue;
		if (m.attrs.n > 3)
			resolve_tag(out, html, base, m.attrs, &copied);
		if (out->err != CT_OK)
			return false;
		if (m.class == MARKUP_RAW)
			at = markup_find_close(html, at, m.name);
	}
	if (copied == 0)
		return false;
	buf_add(out, html.p + copied, html.n - copied);
	return out->err == CT_OK;
}

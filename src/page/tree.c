/*
 * The shape of a page, from its tags.
 *
 * HTML's own algorithm rebuilds formatting elements and moves what stands in
 * the wrong place of a table; for finding an article neither matters.  What
 * matters is which block a text is in, hence three rules only:
 *
 *   - an open tag first closes what cannot hold it (a paragraph before a block,
 *     an item before an item, a cell before a cell),
 *   - an end tag closes up to the nearest open element of its name, but an
 *     inline one never closes a block, and no element but a table's closes a
 *     table's cell,
 *   - an end tag without an open element is dropped.
 *
 * An end tag looks at most at TREE_DEPTH open elements, and at none where no
 * element of its name is open.
 */
#include "tree.h"

#include <stdlib.h>

#include "count.h"
#include "markup.h"

struct builder {
	struct view html;
	struct tree_node *nodes;
	uint32_t n, cap;
	uint32_t stack[TREE_DEPTH]; /* open elements; the root is the first */
	unsigned depth;
	uint32_t open[TAG_COUNT]; /* open elements of a kind */
	uint32_t flat[TAG_COUNT]; /* opened past the depth, and not on the stack */
	bool failed;
};

static uint32_t add(struct builder *b, enum tag tag, struct view v)
{
	if (b->n == b->cap) {
		uint32_t cap = b->cap == 0 ? 1024 : b->cap * 2;
		struct tree_node *p = realloc(b->nodes, cap * sizeof(*p));

		if (p == NULL) {
			b->failed = true;
			return 0;
		}
		b->nodes = p;
		b->cap = cap;
	}
	b->nodes[b->n] = (struct tree_node){.parent = b->depth > 0 ? b->stack[b->depth - 1] : 0,
	    .end = b->n + 1,
	    .v = v,
	    .tag = tag};
	return b->n++;
}

static enum tag tag_at(const struct builder *b, unsigned depth)
{
	return (enum tag)b->nodes[b->stack[depth]].tag;
}

static void close_to(struct builder *b, unsigned depth)
{
	while (b->depth > depth) {
		b->depth--;
		b->nodes[b->stack[b->depth]].end = b->n;
		b->open[tag_at(b, b->depth)]--;
	}
}

/* What an open tag closes if it finds it open, and what it does not look behind. */
struct closes {
	uint8_t tag;
	uint8_t closes[3];
	uint8_t fence[3];
};

static const struct closes closes[] = {
    {TAG_li, {TAG_li}, {TAG_ul, TAG_ol, TAG_menu}},
    {TAG_dd, {TAG_dd, TAG_dt}, {TAG_dl}},
    {TAG_dt, {TAG_dd, TAG_dt}, {TAG_dl}},
    {TAG_option, {TAG_option}, {TAG_select}},
    {TAG_td, {TAG_td, TAG_th}, {TAG_tr, TAG_table}},
    {TAG_th, {TAG_td, TAG_th}, {TAG_tr, TAG_table}},
    {TAG_tr, {TAG_tr}, {TAG_table}},
    {TAG_tbody, {TAG_thead, TAG_tbody, TAG_tfoot}, {TAG_table}},
    {TAG_tfoot, {TAG_thead, TAG_tbody}, {TAG_table}},
    {TAG_a, {TAG_a}, {TAG_div, TAG_li, TAG_p}},
};

static bool is_cell(enum tag tag)
{
	return tag == TAG_td || tag == TAG_th || tag == TAG_table;
}

static bool is_table_part(enum tag tag)
{
	return is_cell(tag) || tag == TAG_tr || tag == TAG_tbody || tag == TAG_thead ||
	       tag == TAG_tfoot || tag == TAG_body || tag == TAG_html;
}

static bool is_in(enum tag tag, const uint8_t set[3])
{
	return tag > TAG_text && (tag == set[0] || tag == set[1] || tag == set[2]);
}

static void close_before(struct builder *b, enum tag tag)
{
	/* A paragraph holds no block: closed where nothing but inline is open in it. */
	if ((tag_flags(tag) & TAG_BLOCK) != 0 && b->open[TAG_p] > 0) {
		unsigned d = b->depth;

		while (d > 1 && (tag_flags(tag_at(b, d - 1)) & TAG_BLOCK) == 0)
			d--;
		if (d > 1 && tag_at(b, d - 1) == TAG_p)
			close_to(b, d - 1);
	}
	for (size_t i = 0; i < COUNT(closes); i++) {
		const struct closes *c = &closes[i];

		if (c->tag != tag)
			continue;
		for (unsigned d = b->depth; d > 1; d--) {
			enum tag at = tag_at(b, d - 1);

			if (is_in(at, c->closes)) {
				close_to(b, d - 1);
				return;
			}
			if (is_in(at, c->fence) || (!is_table_part(tag) && is_cell(at)))
				return;
		}
	}
}

static void close_tag(struct builder *b, enum tag tag, bool block)
{
	if (b->flat[tag] > 0) {
		b->flat[tag]--;
		return;
	}
	if (tag == TAG_html || tag == TAG_body || b->open[tag] == 0)
		return;
	for (unsigned d = b->depth; d > 1; d--) {
		enum tag at = tag_at(b, d - 1);

		if (at == tag) {
			close_to(b, d - 1);
			return;
		}
		if (!block && (tag_flags(at) & TAG_BLOCK) != 0)
			return;
		if (is_cell(at) && !is_table_part(tag))
			return;
	}
}

/* <title>, <script> and the like: the node holds the content. */
static size_t add_raw(struct builder *b, const struct markup *m, enum tag tag)
{
	size_t close = markup_find_close(b->html, m->end, m->name);
	struct view v = view_sub(b->html, m->end, close - m->end);

	/* A script's type says whether it is data. */
	if (tag == TAG_script) {
		struct tree_node n = {.v = m->attrs};

		if (!view_caseeq(view_trim(tree_attr(&n, "type")), VIEW_LIT("application/ld+json")))
			return close;
	} else if (tag != TAG_title) {
		return close;
	}
	add(b, tag, v);
	return close;
}

static size_t open_tag(struct builder *b, const struct markup *m, enum tag tag)
{
	unsigned flags = tag_flags(tag);

	if ((flags & TAG_RAW) != 0)
		return add_raw(b, m, tag);
	/* One of each: the root's attributes are those of the first <html>. */
	if (tag == TAG_html || (tag == TAG_body && b->open[TAG_body] > 0)) {
		if (tag == TAG_html && b->nodes[0].v.n == 0)
			b->nodes[0].v = m->attrs;
		return m->end;
	}
	if (tag == TAG_body)
		close_to(b, 1);
	close_before(b, tag);
	uint32_t i = add(b, tag, m->attrs);
	if (b->failed || (flags & TAG_VOID) != 0)
		return m->end;
	/* "<path/>" in a drawing; an article's elements do not close that way. */
	if (tag == TAG_other && m->attrs.n > 0 && m->attrs.p[m->attrs.n - 1] == '/')
		return m->end;
	if (b->depth == TREE_DEPTH) {
		b->flat[tag]++;
		return m->end;
	}
	b->stack[b->depth++] = i;
	b->open[tag]++;
	return m->end;
}

static size_t add_markup(struct builder *b, size_t at)
{
	struct markup m = markup_at(b->html, at);

	if (m.kind == MARKUP_TEXT) {
		add(b, TAG_text, view_sub(b->html, at, 1));
		return at + 1;
	}
	if (m.kind == MARKUP_OTHER)
		return m.end;
	enum tag tag = tag_of(m.name);
	if (m.kind == MARKUP_OPEN)
		return open_tag(b, &m, tag);
	if (tag == TAG_br)
		add(b, tag, (struct view){NULL, 0});
	else
		close_tag(b, tag, (tag_flags(tag) & TAG_BLOCK) != 0);
	return m.end;
}

enum ct_err tree_build(struct view html, struct tree *out)
{
	struct builder b = {.html = html};

	b.stack[0] = add(&b, TAG_html, (struct view){NULL, 0});
	b.depth = 1;
	b.open[TAG_html] = 1;
	for (size_t at = 0; at < html.n && !b.failed && b.n < TREE_NODES;) {
		if (html.p[at] == '<') {
			at = add_markup(&b, at);
			continue;
		}
		size_t n = view_chr(view_sub(html, at, html.n), '<');
		struct view text = view_sub(html, at, n);
		add(&b, TAG_text, text);
		at += text.n;
	}
	if (b.failed) {
		free(b.nodes);
		return CT_ENOMEM;
	}
	close_to(&b, 0);
	*out = (struct tree){b.nodes, b.n};
	return CT_OK;
}

void tree_free(struct tree *t)
{
	free(t->nodes);
	*t = (struct tree){0};
}

struct view tree_attr(const struct tree_node *n, const char *name)
{
	struct markup_attr a;
	struct view want = view_of(name);

	for (size_t at = 0; n->tag != TAG_text && markup_next_attr(n->v, &at, &a);)
		if (view_caseeq(a.name, want))
			return a.value;
	return (struct view){NULL, 0};
}

#include "prose.h"

#include "entity.h"
#include "utf8.h"

/* What is owed before the next character. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE };

struct writer {
	struct buf *out;
	size_t start; /* of the block */
	enum gap gap;
};

static void put(struct writer *w, const char *p, size_t n)
{
	if (w->gap != GAP_NONE && w->out->n > w->start)
		buf_addc(w->out, w->gap == GAP_LINE ? '\n' : ' ');
	w->gap = GAP_NONE;
	buf_add(w->out, p, n);
}

static void owe(struct writer *w, enum gap gap)
{
	if (gap > w->gap)
		w->gap = gap;
}

/* Bytes at v.p[at] that need no look: no blank, no reference, no control character,
 * no byte that may begin a no-break space. */
static size_t plain_run(struct view v, size_t at)
{
	size_t n = 0;

	while (at + n < v.n && (unsigned char)v.p[at + n] > ' ' && v.p[at + n] != '&' &&
	       (unsigned char)v.p[at + n] != 0xC2 && v.p[at + n] != 0x7F)
		n++;
	return n;
}

static void put_code(struct writer *w, uint32_t cp)
{
	char bytes[4];

	/* Windows-1252 that was taken for Latin-1. */
	if (cp >= 0x80 && cp < 0xA0)
		cp = entity_cp1252((uint8_t)cp);
	if (cp <= ' ' || cp == 0xA0)
		owe(w, GAP_SPACE);
	else if (cp < 0x7F || cp > 0xA0)
		put(w, bytes, utf8_encode(cp, bytes));
}

/* A reference, a byte C2, a '&' that is none, or DEL, which no text has. */
static size_t put_other(struct writer *w, struct view v, size_t at)
{
	uint32_t cp = v.p[at] == '&' ? entity_next(v, &at) : 0;
	unsigned char next = at + 1 < v.n ? (unsigned char)v.p[at + 1] : 0;

	if (cp != 0) {
		put_code(w, cp);
		return at;
	}
	if ((unsigned char)v.p[at] == 0xC2 && next >= 0x80 && next <= 0xA0) {
		put_code(w, next);
		return at + 2;
	}
	if (v.p[at] != 0x7F)
		put(w, v.p + at, 1);
	return at + 1;
}

static void put_text(struct writer *w, struct view v)
{
	for (size_t at = 0; at < v.n;) {
		size_t n = plain_run(v, at);

		if (n > 0) {
			put(w, v.p + at, n);
			at += n;
		} else if ((unsigned char)v.p[at] <= ' ') {
			owe(w, GAP_SPACE);
			at++;
		} else {
			at = put_other(w, v, at);
		}
	}
}

void prose_block(const struct tree *t, const struct block *b, struct buf *out)
{
	struct writer w = {out, out->n, GAP_NONE};

	for (uint32_t i = b->first; i <= b->last; i++) {
		const struct tree_node *n = &t->nodes[i];

		if (n->away)
			continue;
		if (n->tag == TAG_br)
			owe(&w, GAP_LINE);
		else if (n->tag == TAG_text)
			put_text(&w, n->v);
	}
}

/* The nearest row or item at or above a block; 0 if there is none near. */
static uint32_t line_of(const struct tree *t, uint32_t box)
{
	for (unsigned up = 0; up < 8 && box != 0; up++, box = t->nodes[box].parent)
		if (t->nodes[box].tag == TAG_tr || t->nodes[box].tag == TAG_li)
			return box;
	return 0;
}

/* What parts two blocks: cells of a row a blank, rows and items a line. */
static const char *between(const struct tree *t, const struct block *x, const struct block *y)
{
	uint32_t a = line_of(t, x->box), b = line_of(t, y->box);

	if (a == 0 || b == 0 || t->nodes[a].tag != t->nodes[b].tag || x->box == y->box)
		return "\n\n";
	if (a == b)
		return t->nodes[a].tag == TAG_tr ? " " : "\n";
	return t->nodes[a].parent == t->nodes[b].parent ? "\n" : "\n\n";
}

void prose_write(const struct tree *t, const struct block_list *l, struct buf *out)
{
	const struct block *last = NULL;

	for (uint32_t i = 0; i < l->n; i++) {
		const struct block *b = &l->blocks[i];

		if (!b->keep)
			continue;
		if (last != NULL)
			buf_adds(out, between(t, last, b));
		last = b;
		prose_block(t, b, out);
	}
}

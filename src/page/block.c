#include "block.h"

#include "count.h"
#include "cue.h"

static bool is_block(enum tag tag)
{
	return (tag_flags(tag) & TAG_BLOCK) != 0;
}

/* Stops of other scripts: Arabic's, the danda, the ideographic and the wide ones. */
static bool is_stop(struct view v, size_t i)
{
	static const char *const stops[] = {"\xD8\x8C", "\xD8\x9B", "\xD8\x9F", "\xDB\x94",
	    "\xE0\xA5\xA4", "\xE3\x80\x81", "\xE3\x80\x82", "\xEF\xBC\x8C", "\xEF\xBC\x81",
	    "\xEF\xBC\x9F"};
	unsigned char c = (unsigned char)v.p[i];

	if (c != 0xD8 && c != 0xDB && c != 0xE0 && c != 0xE3 && c != 0xEF)
		return false;
	for (size_t k = 0; k < COUNT(stops); k++)
		if (view_starts(view_sub(v, i, 3), view_of(stops[k])))
			return true;
	return false;
}

/* Counts bytes that begin a character; what is written as &amp; is a few more,
 * which does not matter. */
static void measure(struct view v, uint32_t *chars, uint32_t *stops)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c <= ' ' || (c >= 0x80 && c < 0xC0))
			continue;
		*chars += c >= 0xE3 && c < 0xEF ? 2 : 1;
		*stops += c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || is_stop(v, i);
	}
}

static unsigned role_cues(struct view role)
{
	static const char *const away[] = {
	    "navigation", "banner", "contentinfo", "dialog", "complementary", "search"};

	return view_is_one(role, LISTED(away)) ? CUE_AWAY : 0;
}

static bool is_hidden(struct view style)
{
	return view_find(style, VIEW_LIT("display:none")) != SIZE_MAX ||
	       view_find(style, VIEW_LIT("display: none")) != SIZE_MAX;
}

static unsigned cues_of(const struct tree_node *n)
{
	if (n->tag == TAG_text || n->tag == TAG_title || n->tag == TAG_script || n->v.n == 0)
		return 0;
	unsigned cues = cue_of(tree_attr(n, "class")) | cue_of(tree_attr(n, "id")) |
			role_cues(tree_attr(n, "role"));
	if (view_caseeq(tree_attr(n, "itemprop"), VIEW_LIT("articleBody")))
		cues |= CUE_BODY;
	if (view_caseeq(tree_attr(n, "aria-hidden"), VIEW_LIT("true")) ||
	    is_hidden(tree_attr(n, "style")))
		cues |= CUE_AWAY;
	return cues;
}

enum ct_err block_prepare(const struct tree *t, struct arena *a, struct block_list *out)
{
	uint32_t texts = 1;

	for (uint32_t i = 0; i < t->n; i++)
		texts += t->nodes[i].tag == TAG_text;
	struct block *blocks = ARENA_ARRAY(a, texts, struct block);
	struct block_place *places = ARENA_ARRAY(a, t->n, struct block_place);
	if (blocks == NULL || places == NULL)
		return CT_ENOMEM;
	for (uint32_t i = 0; i < t->n; i++) {
		const struct tree_node *n = &t->nodes[i];
		const struct block_place *up = &places[n->parent];

		places[i] = (struct block_place){.box = is_block(n->tag) ? i : up->box,
		    .link = up->link || n->tag == TAG_a,
		    .cues = (uint8_t)cues_of(n)};
	}
	*out = (struct block_list){blocks, 0, texts, places};
	return CT_OK;
}

void block_find(const struct tree *t, struct block_list *l)
{
	struct block *b = NULL; /* the one that goes on */
	unsigned breaks = 0;

	l->n = 0;
	for (uint32_t i = 0; i < t->n; i++) {
		const struct tree_node *n = &t->nodes[i];
		struct block_place *p = &l->places[i];
		uint32_t chars = 0, stops = 0;

		p->begun = l->n;
		if (is_block(n->tag) || (n->tag == TAG_br && ++breaks > 1))
			b = NULL;
		if (n->tag != TAG_text || n->away)
			continue;
		measure(n->v, &chars, &stops);
		if (chars == 0)
			continue;
		breaks = 0;
		if (b == NULL || b->box != p->box) {
			b = &l->blocks[l->n++];
			*b = (struct block){.first = i, .box = p->box};
		}
		b->last = i;
		b->chars += chars;
		b->stops += stops;
		b->linked += p->link ? chars : 0;
	}
}

void block_range(
    const struct tree *t, const struct block_list *l, uint32_t node, uint32_t *from, uint32_t *to)
{
	uint32_t end = t->nodes[node].end;

	*from = l->places[node].begun;
	*to = end < t->n ? l->places[end].begun : l->n;
}

bool block_is_prose(const struct block *b)
{
	return b->linked * 2 <= b->chars && ((b->chars >= 60 && b->stops > 0) || b->chars >= 120);
}

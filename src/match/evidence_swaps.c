/*
 * Two sentences that say the same but for one run of words, which is rare on both sides
 * and between the same words: there a name was changed, as a rule.
 *
 *	地震は午後3時12分ごろ、夕凪市で発生した
 *	地震は午後3時44分ごろ、白根町で発生した      夕凪市 - 白根町
 *
 * So it is in a form filled in anew, whose numbers were changed, too; where no number was,
 * it is as likely another word for the same, and nothing is told.  Of Chinese and Japanese,
 * whose tokens are pairs of characters that overlap, what both runs begin and end with is
 * no part of the change.
 */
#include "evidence_swaps.h"

#include "utf8.h"

#define ALIKE 0.5f /* similarity of sentences that say the same */
#define RARE 4.0f  /* weight of the rarest word of a run */
#define LEAST 4    /* bytes */
#define RUN_MAX 12 /* tokens */
#define ITEM_BYTES 60

/* Tokens of a block's side. */
struct range {
	const struct profile *p;
	size_t from, to;
};

static bool has(const struct range *r, uint32_t term)
{
	for (size_t i = r->from; i < r->to; i++)
		if (r->p->doc->tokens[i].term == term)
			return true;
	return false;
}

/* The run of tokens from `at` on that the other side lacks; how many, 0: too many. */
static size_t run(const struct range *r, size_t at, const struct range *other)
{
	size_t end = at;

	while (end < r->to && end <= at + RUN_MAX && !has(other, r->p->doc->tokens[end].term))
		end++;
	return end - at <= RUN_MAX ? end - at : 0;
}

static bool is_rare(const struct range *r, size_t at, size_t n)
{
	float most = 0;

	for (size_t i = at; i < at + n; i++) {
		if (r->p->doc->tokens[i].flags & (DOC_NUMBER | DOC_DATE))
			return false;
		most = r->p->token_idf[i] > most ? r->p->token_idf[i] : most;
	}
	return most >= RARE;
}

/* The term at a run's side; 0: the block's edge. */
static uint32_t side(const struct range *r, size_t i)
{
	return i >= r->from && i < r->to ? r->p->doc->tokens[i].term : 0;
}

static struct view words(const struct range *r, size_t at, size_t n)
{
	const struct doc_token *t = &r->p->doc->tokens[at], *last = t + n - 1;

	return view_sub(r->p->doc->text, t->at, last->at + last->n - t->at);
}

/* Takes off what both begin and end with. */
static void trim(struct view *a, struct view *b)
{
	size_t i = 0, k = 0, least = a->n < b->n ? a->n : b->n;

	while (i < least && a->p[i] == b->p[i])
		i++;
	while (i > 0 && i < a->n && ((unsigned char)a->p[i] & 0xC0) == 0x80)
		i--;
	while (k < least - i && a->p[a->n - 1 - k] == b->p[b->n - 1 - k])
		k++;
	while (k > 0 && ((unsigned char)a->p[a->n - k] & 0xC0) == 0x80)
		k--;
	*a = view_sub(*a, i, a->n - i - k);
	*b = view_sub(*b, i, b->n - i - k);
}

static void add(struct view was, struct view is, struct evidence_facts *out)
{
	was = utf8_clip(view_trim(was), ITEM_BYTES);
	is = utf8_clip(view_trim(is), ITEM_BYTES);
	for (size_t k = 0; k < out->nchanged; k++)
		if (view_eq(out->changed[k][0], was) && view_eq(out->changed[k][1], is))
			return;
	if (out->nchanged == EVIDENCE_ITEMS || was.n < LEAST || is.n < LEAST)
		return;
	out->changed[out->nchanged][0] = was;
	out->changed[out->nchanged++][1] = is;
}

/* What stands in b between the words that the run of a stands between. */
static void find_facing(
    const struct range *a, size_t at, size_t n, const struct range *b, struct evidence_facts *out)
{
	for (size_t i = b->from; i < b->to; i++) {
		if (side(b, i - 1) != side(a, at - 1))
			continue;
		size_t m = run(b, i, a);
		if (m == 0 || side(b, i + m) != side(a, at + n) || !is_rare(b, i, m))
			continue;
		struct view is = words(a, at, n), was = words(b, i, m);
		if (a->p->doc->tokens[at].flags & DOC_CJK)
			trim(&is, &was);
		add(was, is, out);
		return;
	}
}

static struct range range_of(const struct profile *p, size_t first, size_t n)
{
	const struct doc_sentence *s = p->doc->sentences;

	return (struct range){p, s[first].first, s[first + n - 1].first + s[first + n - 1].len};
}

bool evidence_swaps_are_wanted(
    const struct doc *story, const struct doc *earlier, const struct clashes *c)
{
	bool changed = false;

	for (size_t i = 0; i < c->n; i++)
		changed |= c->of[i].weight >= CLASH_TOLD;
	return changed && story->lang == earlier->lang && story->lang >= LANG_AR;
}

void evidence_swaps_find(
    const struct profile *story, const struct verify *v, struct evidence_facts *out)
{
	for (size_t k = 0; k < v->align.nblocks; k++) {
		const struct align_block *bl = &v->align.blocks[k];
		if (bl->similarity < ALIKE)
			continue;
		struct range a = range_of(story, bl->a, bl->na),
			     b = range_of(v->earlier, bl->b, bl->nb);
		for (size_t i = a.from; i < a.to;) {
			size_t n = run(&a, i, &b);
			if (n > 0 && is_rare(&a, i, n))
				find_facing(&a, i, n, &b, out);
			while (i < a.to && !has(&b, story->doc->tokens[i].term))
				i++;
			i++; /* which both have */
		}
	}
}

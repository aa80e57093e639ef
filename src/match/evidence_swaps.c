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

/* A block's side. */
struct side {
	const struct profile *p;
	struct doc_span in;
};

static struct side side_of(const struct profile *p, size_t first, size_t n)
{
	return (struct side){p, doc_span_of(p->doc, first, n)};
}

/* The term at a place; 0: beyond the block's edge. */
static uint32_t term_at(const struct side *s, size_t i)
{
	return doc_span_term(s->p->doc, s->in, i);
}

static bool has(const struct side *s, uint32_t term)
{
	return doc_span_has(s->p->doc, s->in, term);
}

/* The run of tokens from `at` on that the other side lacks; empty: too many. */
static struct doc_span run(const struct side *s, size_t at, const struct side *other)
{
	size_t end = at;

	while (end < s->in.to && end <= at + RUN_MAX && !has(other, s->p->doc->tokens[end].term))
		end++;
	return (struct doc_span){at, end - at <= RUN_MAX ? end : at};
}

static bool is_rare(const struct side *s, struct doc_span run)
{
	float most = 0;

	for (size_t i = run.from; i < run.to; i++) {
		if (s->p->doc->tokens[i].flags & (DOC_NUMBER | DOC_DATE))
			return false;
		most = s->p->token_idf[i] > most ? s->p->token_idf[i] : most;
	}
	return most >= RARE;
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

static struct view item(struct view v)
{
	return utf8_clip(view_trim(v), EVIDENCE_ITEM_BYTES);
}

static void tell(const struct side *a, struct doc_span in_a, const struct side *b,
    struct doc_span in_b, struct evidence_facts *out)
{
	struct view is = doc_span_text(a->p->doc, in_a), was = doc_span_text(b->p->doc, in_b);

	if (a->p->doc->tokens[in_a.from].flags & DOC_CJK)
		trim(&is, &was);
	is = item(is);
	was = item(was);
	if (was.n >= LEAST && is.n >= LEAST)
		evidence_form_add_changed(out, was, is);
}

/* What stands in b between the words that a's run stands between. */
static void find_facing(
    const struct side *a, struct doc_span in_a, const struct side *b, struct evidence_facts *out)
{
	for (size_t i = b->in.from; i < b->in.to; i++) {
		if (term_at(b, i - 1) != term_at(a, in_a.from - 1))
			continue;
		struct doc_span in_b = run(b, i, a);
		if (in_b.to > i && term_at(b, in_b.to) == term_at(a, in_a.to) && is_rare(b, in_b)) {
			tell(a, in_a, b, in_b, out);
			return;
		}
	}
}

bool evidence_swaps_are_wanted(
    const struct doc *story, const struct doc *earlier, const struct clashes *c)
{
	bool changed = false;

	for (size_t i = 0; i < c->n; i++)
		changed |= c->of[i].weight >= CLASH_TOLD;
	return changed && story->lang == earlier->lang && !lang_has_capitals(story->lang);
}

void evidence_swaps_find(
    const struct profile *story, const struct verify *v, struct evidence_facts *out)
{
	for (size_t k = 0; k < v->align.nblocks; k++) {
		const struct align_block *bl = &v->align.blocks[k];
		if (bl->similarity < ALIKE)
			continue;
		struct side a = side_of(story, bl->a, bl->na),
			    b = side_of(v->earlier, bl->b, bl->nb);
		for (size_t i = a.in.from; i < a.in.to;) {
			struct doc_span lost = run(&a, i, &b);
			if (lost.to > i && is_rare(&a, lost))
				find_facing(&a, lost, &b, out);
			while (i < a.in.to && !has(&b, story->doc->tokens[i].term))
				i++;
			i++; /* which both have */
		}
	}
}

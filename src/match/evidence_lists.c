#include "evidence_lists.h"

#include "count.h"
#include "evidence_swaps.h"
#include "naming.h"
#include "utf8.h"

#define QUOTE_BYTES 300
#define UNITS_MAX 256

/* The story's numbers, or its names, each once. */
struct units {
	struct naming_unit of[UNITS_MAX];
	size_t n;
};

/* All words of u are words of other; a number's are all it is. */
static bool is_part(
    const struct doc *d, const struct naming_unit *u, const struct naming_unit *other)
{
	if (u->number && u->at.to - u->at.from != other->at.to - other->at.from)
		return false;
	for (size_t i = u->at.from; i < u->at.to; i++)
		if (!doc_span_has(d, other->at, d->tokens[i].term))
			return false;
	return true;
}

/* One of a name's words alone is no other name: the longer stands for both, wherever it
 * comes. */
static void add_unit(const struct doc *d, struct units *all, const struct naming_unit *u)
{
	size_t n = 0;
	bool placed = false;

	for (size_t k = 0; k < all->n; k++)
		if (is_part(d, u, &all->of[k]))
			return;
	for (size_t k = 0; k < all->n; k++) {
		bool part = is_part(d, &all->of[k], u);
		if (!part || !placed)
			all->of[n++] = part ? *u : all->of[k];
		placed |= part;
	}
	if (!placed)
		all->of[n++] = *u;
	all->n = n;
}

/* Wherever the story has it, it takes another's place: that the earlier has it, too, is
 * of something else. */
static bool is_changed_only(
    const struct doc *d, const struct clashes *c, const struct naming_unit *u)
{
	uint32_t term = d->tokens[u->at.from].term;
	size_t all = 0, changed = 0;

	for (size_t i = 0; i < c->n; i++)
		changed += c->of[i].number && c->of[i].weight >= CLASH_TOLD &&
			   d->tokens[c->of[i].a.from].term == term;
	for (size_t i = 0; i < d->ntokens && changed > 0; i++)
		all += d->tokens[i].term == term;
	return changed > 0 && changed >= all;
}

static void find_units(const struct doc *d, const struct clashes *c, bool number, struct units *out)
{
	struct naming_unit u;

	out->n = 0;
	for (size_t s = 0; s < d->nsentences; s++) {
		struct doc_span rest = doc_span_of(d, s, 1);
		while (out->n < UNITS_MAX && naming_next(d, c->a, &rest, &u))
			if (u.number == number)
				add_unit(d, out, &u);
	}
	for (size_t i = 0; number && i < out->n; i++)
		if (out->of[i].state == FACTS_KEPT && is_changed_only(d, c, &out->of[i]))
			out->of[i].state = FACTS_LOST;
}

size_t evidence_lists_count(
    const struct profile *story, const struct clashes *c, bool number, size_t *lost)
{
	struct units all;

	find_units(story->doc, c, number, &all);
	*lost = 0;
	for (size_t i = 0; i < all.n; i++)
		*lost += all.of[i].state == FACTS_LOST;
	return all.n;
}

static struct view item(const struct doc *d, struct doc_span at)
{
	return utf8_clip(doc_span_text(d, at), EVIDENCE_ITEM_BYTES);
}

/* Of a name that is kept, the words that are. */
static struct view kept_words(
    const struct doc *d, const uint8_t *state, const struct naming_unit *u)
{
	struct doc_span at = u->at;

	while (at.from + 1 < at.to && state[at.from] == FACTS_PART)
		at.from++;
	while (at.to > at.from + 1 && state[at.to - 1] == FACTS_PART)
		at.to--;
	return item(d, at);
}

/* What takes the place of another, in order. */
static void find_changed(const struct profile *story, const struct profile *earlier,
    const struct clashes *all, bool number, struct evidence_facts *out)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct clash *c = &all->of[i];
		if (c->number == number && c->weight >= CLASH_TOLD)
			evidence_form_add_changed(
			    out, item(earlier->doc, c->b), item(story->doc, c->a));
	}
}

static bool is_changed(const struct evidence_facts *f, struct view is)
{
	for (size_t i = 0; i < f->nchanged; i++)
		if (view_eq(f->changed[i][1], is))
			return true;
	return false;
}

static void find_facts(const struct profile *story, const struct verify *v, const struct clashes *c,
    bool number, struct evidence_facts *out)
{
	const struct doc *d = story->doc;
	struct units all;

	find_changed(story, v->earlier, c, number, out);
	if (!number && evidence_swaps_are_wanted(d, v->earlier->doc, c))
		evidence_swaps_find(story, v, out);
	find_units(d, c, number, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct naming_unit *u = &all.of[i];
		struct view is = item(d, u->at);
		if (u->state != FACTS_LOST && out->nkept < EVIDENCE_ITEMS)
			out->kept[out->nkept++] = kept_words(d, c->a, u);
		if (u->state == FACTS_LOST && out->nfresh < EVIDENCE_ITEMS && !is_changed(out, is))
			out->fresh[out->nfresh++] = is;
	}
}

/* The words of a stand in b in the same order somewhere, as direct speech. */
static bool is_quoted_in(const struct doc *a, struct doc_span words, const struct doc *b)
{
	size_t n = words.to - words.from;

	for (size_t i = 0; i + n <= b->ntokens; i++) {
		size_t k = 0;
		while (k < n && (b->tokens[i + k].flags & DOC_QUOTED) &&
		       b->tokens[i + k].term == a->tokens[words.from + k].term)
			k++;
		if (k == n)
			return true;
	}
	return false;
}

/* Whether direct speech ends, or begins, between token i and the one before. */
static bool is_parted(const struct doc *d, size_t i)
{
	static const char *const signs[] = {
	    "\"", "“", "”", "„", "«", "»", "‹", "›", "「", "」", "『", "』"};
	size_t end = d->tokens[i - 1].at + d->tokens[i - 1].n;

	for (; end < d->tokens[i].at; end++)
		if (view_begins_one(view_sub(d->text, end, d->tokens[i].at - end), LISTED(signs)))
			return true;
	return false;
}

static void find_quotes(const struct profile *story, const struct verify *v, struct evidence *e)
{
	const struct doc *d = story->doc;

	for (size_t i = d->ntitle; i < d->ntokens && e->nquotes < EVIDENCE_QUOTES; i++) {
		struct doc_span quote = {i, i};
		while (quote.to < d->ntokens && (d->tokens[quote.to].flags & DOC_QUOTED) &&
		       (quote.to == i || !is_parted(d, quote.to)))
			quote.to++;
		if (quote.to == i)
			continue;
		if (is_quoted_in(d, quote, v->earlier->doc))
			e->quotes[e->nquotes++] = utf8_clip(doc_span_text(d, quote), QUOTE_BYTES);
		i = quote.to - 1;
	}
}

static bool has_row(const struct evidence *e, size_t s)
{
	for (size_t i = 0; i < e->nrows; i++)
		if (s >= e->rows[i].a && s < (size_t)e->rows[i].a + e->rows[i].na)
			return true;
	return false;
}

static void find_new(const struct profile *story, const struct verify *v, struct evidence *e)
{
	const struct doc *d = story->doc;

	for (size_t s = 0; s < d->nsentences && e->nfresh < EVIDENCE_ITEMS; s++)
		if (v->align.own_a[s] < EVIDENCE_NEW_BELOW && !d->sentences[s].boilerplate &&
		    story->sentence_weight[s] > 0 && !has_row(e, s))
			e->fresh[e->nfresh++] = (uint32_t)s;
}

void evidence_lists_find(const struct profile *story, const struct verify *v,
    const struct clashes *c, struct evidence *e)
{
	find_facts(story, v, c, true, &e->numbers);
	find_facts(story, v, c, false, &e->names);
	find_quotes(story, v, e);
	find_new(story, v, e);
}

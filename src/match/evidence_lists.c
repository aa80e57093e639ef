#include "evidence_lists.h"

#include "utf8.h"

#define ITEM_BYTES 60
#define QUOTE_BYTES 300
#define NEW_BELOW 0.12f /* best similarity of a sentence that is new */

static bool of_kind(const struct doc_token *t, uint8_t state, bool number)
{
	return state != FACTS_NONE && ((t->flags & DOC_NUMBER) != 0) == number;
}

static struct view fact(const struct doc *d, const struct doc_token *t)
{
	return utf8_clip(doc_token_text(d, t), ITEM_BYTES);
}

/* A fact of this block that the other side lacks, from token *at on. */
static const struct doc_token *next_lost(
    const struct doc *d, const uint8_t *state, size_t first, size_t n, bool number, size_t *at)
{
	size_t end = d->sentences[first + n - 1].first + d->sentences[first + n - 1].len;

	for (; *at < end; (*at)++)
		if (of_kind(&d->tokens[*at], state[*at], number) && state[*at] == FACTS_LOST)
			return &d->tokens[(*at)++];
	return NULL;
}

struct changed {
	uint32_t terms[EVIDENCE_ITEMS]; /* of the story's side */
	uint32_t were[EVIDENCE_ITEMS];
	size_t n;
};

static bool is_told(const struct changed *c, uint32_t was, uint32_t is)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->were[i] == was && c->terms[i] == is)
			return true;
	return false;
}

/* Facts that face each other in aligned blocks, in order, each pair once. */
static void find_changed(const struct profile *story, const struct verify *v, bool number,
    struct changed *c, struct evidence_facts *out)
{
	const struct doc *a = story->doc, *b = v->earlier->doc;

	for (size_t i = 0; i < v->align.nblocks; i++) {
		const struct align_block *k = &v->align.blocks[i];
		size_t at_a = a->sentences[k->a].first, at_b = b->sentences[k->b].first;
		while (c->n < EVIDENCE_ITEMS) {
			const struct doc_token *ta =
			    next_lost(a, v->facts.a, k->a, k->na, number, &at_a);
			const struct doc_token *tb =
			    next_lost(b, v->facts.b, k->b, k->nb, number, &at_b);
			if (ta == NULL || tb == NULL)
				break;
			if (is_told(c, tb->term, ta->term))
				continue;
			out->changed[c->n][0] = fact(b, tb);
			out->changed[c->n][1] = fact(a, ta);
			c->were[c->n] = tb->term;
			c->terms[c->n++] = ta->term;
		}
	}
}

/* The story's facts in one state, each once; those in `but` left out.  How many. */
static size_t find_state(struct view *out, const struct profile *story, const struct verify *v,
    bool number, bool lost, const struct changed *but)
{
	const struct doc *d = story->doc;
	uint32_t seen[EVIDENCE_ITEMS];
	size_t n = 0;

	for (size_t i = d->ntitle; i < d->ntokens && n < EVIDENCE_ITEMS; i++) {
		const struct doc_token *t = &d->tokens[i];
		bool skip =
		    !of_kind(t, v->facts.a[i], number) || (v->facts.a[i] == FACTS_LOST) != lost;
		for (size_t k = 0; k < n && !skip; k++)
			skip = seen[k] == t->term;
		for (size_t k = 0; k < but->n && !skip; k++)
			skip = but->terms[k] == t->term;
		if (skip)
			continue;
		seen[n] = t->term;
		out[n++] = fact(d, t);
	}
	return n;
}

static void find_facts(
    const struct profile *story, const struct verify *v, bool number, struct evidence_facts *out)
{
	struct changed none = {.n = 0}, changed = {.n = 0};

	out->nkept = find_state(out->kept, story, v, number, false, &none);
	find_changed(story, v, number, &changed, out);
	out->nchanged = changed.n;
	out->nfresh = find_state(out->fresh, story, v, number, true, &changed);
}

/* The words from..to of a stand in b in the same order somewhere. */
static bool stands_in(const struct doc *a, size_t from, size_t to, const struct doc *b)
{
	size_t n = to - from;

	for (size_t i = 0; i + n <= b->ntokens; i++) {
		size_t k = 0;
		while (k < n && b->tokens[i + k].term == a->tokens[from + k].term)
			k++;
		if (k == n)
			return true;
	}
	return false;
}

static void find_quotes(const struct profile *story, const struct verify *v, struct evidence *e)
{
	const struct doc *d = story->doc;

	for (size_t i = d->ntitle; i < d->ntokens && e->nquotes < EVIDENCE_QUOTES; i++) {
		size_t end = i;
		while (end < d->ntokens && (d->tokens[end].flags & DOC_QUOTED))
			end++;
		if (end > i && stands_in(d, i, end, v->earlier->doc)) {
			const struct doc_token *last = &d->tokens[end - 1];
			e->quotes[e->nquotes++] =
			    utf8_clip(view_sub(d->text, d->tokens[i].at,
					  last->at + last->n - d->tokens[i].at),
				QUOTE_BYTES);
		}
		if (end > i)
			i = end;
	}
}

static void find_new(const struct profile *story, const struct verify *v, struct evidence *e)
{
	const struct doc *d = story->doc;

	for (size_t s = 0; s < d->nsentences && e->nfresh < EVIDENCE_ITEMS; s++)
		if (v->align.best_a[s] < NEW_BELOW && !d->sentences[s].boilerplate &&
		    story->sentence_weight[s] > 0)
			e->fresh[e->nfresh++] = (uint32_t)s;
}

void evidence_lists_find(const struct profile *story, const struct verify *v, struct evidence *e)
{
	find_facts(story, v, true, &e->numbers);
	find_facts(story, v, false, &e->names);
	find_quotes(story, v, e);
	find_new(story, v, e);
}

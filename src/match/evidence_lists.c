#include "evidence_lists.h"

#include "evidence_text.h"
#include "utf8.h"

#define ITEMS_MAX 40
#define ITEM_BYTES 60
#define TEXT_MAX 600
#define NEW_BELOW 0.12f /* best similarity of a sentence that is new */

static bool of_kind(const struct doc_token *t, uint8_t state, bool number)
{
	return state != FACTS_NONE && ((t->flags & DOC_NUMBER) != 0) == number;
}

static void write_fact(struct emit *j, const struct doc *d, const struct doc_token *t)
{
	emit_str(j, NULL, utf8_clip(doc_token_text(d, t), ITEM_BYTES));
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
	uint32_t terms[ITEMS_MAX]; /* of the story's side */
	uint32_t were[ITEMS_MAX];
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
static void write_changed(struct emit *j, const struct profile *story, const struct verify *v,
    bool number, struct changed *c)
{
	const struct doc *a = story->doc, *b = v->earlier->doc;

	for (size_t i = 0; i < v->align.nblocks; i++) {
		const struct align_block *k = &v->align.blocks[i];
		size_t at_a = a->sentences[k->a].first, at_b = b->sentences[k->b].first;
		while (c->n < ITEMS_MAX) {
			const struct doc_token *ta =
			    next_lost(a, v->facts.a, k->a, k->na, number, &at_a);
			const struct doc_token *tb =
			    next_lost(b, v->facts.b, k->b, k->nb, number, &at_b);
			if (ta == NULL || tb == NULL)
				break;
			if (is_told(c, tb->term, ta->term))
				continue;
			emit_open(j, '[');
			write_fact(j, b, tb);
			write_fact(j, a, ta);
			emit_close(j, ']');
			c->were[c->n] = tb->term;
			c->terms[c->n++] = ta->term;
		}
	}
}

/* The story's facts in one state, each once; those in `but` left out. */
static void write_state(struct emit *j, const char *key, const struct profile *story,
    const struct verify *v, bool number, bool lost, const struct changed *but)
{
	const struct doc *d = story->doc;
	uint32_t seen[ITEMS_MAX];
	size_t n = 0;

	emit_arr(j, key);
	for (size_t i = d->ntitle; v != NULL && i < d->ntokens && n < ITEMS_MAX; i++) {
		const struct doc_token *t = &d->tokens[i];
		bool skip =
		    !of_kind(t, v->facts.a[i], number) || (v->facts.a[i] == FACTS_LOST) != lost;
		for (size_t k = 0; k < n && !skip; k++)
			skip = seen[k] == t->term;
		for (size_t k = 0; k < but->n && !skip; k++)
			skip = but->terms[k] == t->term;
		if (skip)
			continue;
		seen[n++] = t->term;
		write_fact(j, d, t);
	}
	emit_close(j, ']');
}

static void write_facts(struct emit *j, const char *key, const struct profile *story,
    const struct verify *v, bool number)
{
	struct changed none = {.n = 0}, changed = {.n = 0};

	emit_obj(j, key);
	write_state(j, "kept", story, v, number, false, &none);
	emit_arr(j, "changed");
	if (v != NULL)
		write_changed(j, story, v, number, &changed);
	emit_close(j, ']');
	write_state(j, "new", story, v, number, true, &changed);
	emit_close(j, '}');
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

static void write_quotes(struct emit *j, const struct profile *story, const struct verify *v)
{
	const struct doc *d = story->doc;
	size_t n = 0;

	emit_obj(j, "quotes");
	emit_arr(j, "shared");
	for (size_t i = d->ntitle; v != NULL && i < d->ntokens && n < ITEMS_MAX / 4; i++) {
		size_t end = i;
		while (end < d->ntokens && (d->tokens[end].flags & DOC_QUOTED))
			end++;
		if (end > i && stands_in(d, i, end, v->earlier->doc)) {
			const struct doc_token *last = &d->tokens[end - 1];
			emit_str(j, NULL,
			    utf8_clip(view_sub(d->text, d->tokens[i].at,
					  last->at + last->n - d->tokens[i].at),
				TEXT_MAX / 2));
			n++;
		}
		if (end > i)
			i = end;
	}
	emit_close(j, ']');
	emit_close(j, '}');
}

static void write_new(
    struct emit *j, const struct profile *story, const struct verify *v, bool kept)
{
	const struct doc *d = story->doc;
	size_t n = 0;

	emit_arr(j, "new");
	for (size_t s = 0; v != NULL && s < d->nsentences && n < ITEMS_MAX; s++) {
		if (v->align.best_a[s] >= NEW_BELOW || d->sentences[s].boilerplate ||
		    story->sentence_weight[s] <= 0 || j->out->n > EVIDENCE_NEW_BYTES)
			continue;
		if (kept)
			emit_int(j, NULL, (int64_t)s);
		else
			evidence_text_sentence(j, d, s);
		n++;
	}
	emit_close(j, ']');
}

void evidence_lists_write(
    struct emit *j, const struct profile *story, const struct verify *v, bool kept)
{
	write_facts(j, "numbers", story, v, true);
	write_facts(j, "names", story, v, false);
	write_quotes(j, story, v);
	write_new(j, story, v, kept);
}

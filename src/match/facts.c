/*
 * A fact of one story is kept where the other story has the term anywhere.
 * Names are compared by spelling, too: "Zelensky" is near "Zelenskyy" (one
 * edit in names of five letters and more).  A number that the other lacks is near
 * one that stands opposite where either is the other rounded (rounded.h).
 */
#include "facts.h"

#include <math.h>

#include "rounded.h"

#define ELSEWHERE 0.5f /* of a number lost: it stands in another sentence there */
#define SEQUENCE_MAX 160
#define SEEN_ROWS 512 /* more than SEQUENCE_MAX, a power of two */
#define SEQUENCE_LEAST 2.5f
#define RARE 7.5f       /* weight from which a word is as good as a name */
#define FACT_LEAST 3.0f /* weight of the commonest number */

bool facts_is(const struct doc_token *t)
{
	return (t->flags & (DOC_NUMBER | DOC_NAME)) != 0;
}

/* At most one letter changed, added, left out, or two swapped; ASCII case aside. */
static bool one_edit(struct view a, struct view b)
{
	if (a.n > b.n) {
		struct view t = a;
		a = b;
		b = t;
	}
	if (b.n - a.n > 1 || a.n < PROFILE_NAME_MIN || b.n > PROFILE_NAME_MAX)
		return false;
	size_t i = 0, k = 0;
	while (i < a.n && ((a.p[i] ^ b.p[i]) & 0xDF) == 0)
		i++;
	while (k < a.n - i && ((a.p[a.n - 1 - k] ^ b.p[b.n - 1 - k]) & 0xDF) == 0)
		k++;
	size_t rest = b.n - i - k;
	return rest <= 1 ||
	       (rest == 2 && a.n == b.n && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i]);
}

/* Misspelt names mostly begin alike, and one edit changes two letters at most. */
static bool near_any(struct view v, const struct profile *other)
{
	if (v.n < PROFILE_NAME_MIN || v.n > PROFILE_NAME_MAX)
		return false;
	uint32_t set = profile_letters(v);
	size_t row = v.p[0] & (PROFILE_NAME_ROWS - 1);
	for (size_t i = other->name_row[row]; i < other->name_row[row + 1]; i++) {
		const struct profile_name *o = &other->names[i];
		uint32_t differ = set ^ o->letters;
		differ &= differ - 1;
		differ &= differ - 1;
		if (differ != 0 || o->n > v.n + 1 || v.n > o->n + 1)
			continue;
		struct view w = view_sub(other->doc->text, o->at, o->n);
		if (w.p[0] == v.p[0] && one_edit(v, w))
			return true;
	}
	return false;
}

static void mark(const struct profile *p, const struct profile *other, uint8_t *state)
{
	const struct doc *d = p->doc;
	/* Its terms count as had, though they are not aligned. */
	const struct doc_span title = {0, other->doc->ntitle};

	for (size_t i = 0, j = 0; i < p->nterms; i++) {
		const struct profile_term *t = &p->terms[i];
		if (!t->fact)
			continue;
		while (j < other->nterms && other->terms[j].term < t->term)
			j++;
		const struct doc_token *first = &d->tokens[p->occ[t->first].token];
		uint8_t s = FACTS_LOST;
		if ((j < other->nterms && other->terms[j].term == t->term) ||
		    doc_span_has(other->doc, title, t->term))
			s = FACTS_KEPT;
		else if ((first->flags & DOC_NUMBER) == 0 &&
			 near_any(doc_token_text(d, first), other))
			s = FACTS_NEAR;
		for (size_t k = t->first; k < t[1].first; k++)
			if (facts_is(&d->tokens[p->occ[k].token]))
				state[p->occ[k].token] = s;
	}
}

static void sum(const struct profile *p, const uint8_t *state, float *numbers_kept,
    float *numbers_all, float *names_kept, float *names_all)
{
	for (size_t i = 0; i < p->nterms; i++) {
		const struct profile_term *t = &p->terms[i];
		const struct profile_occ *fact = NULL;
		float idf = t->idf, place = 0;
		bool kept = false; /* one of its places opposite its rounded number will do */
		if (!t->fact)
			continue;
		for (size_t k = t->first; k < t[1].first; k++)
			if (state[p->occ[k].token] != FACTS_NONE) {
				fact = &p->occ[k];
				kept |= state[fact->token] != FACTS_LOST;
				if (fact->weight > place)
					place = fact->weight;
			}
		if (fact == NULL)
			continue;
		/* In direct speech and boilerplate a fact counts as its words do. */
		float w = idf < 2 * place ? idf : 2 * place;
		bool number = (p->doc->tokens[fact->token].flags & DOC_NUMBER) != 0;
		*(number ? numbers_all : names_all) += w;
		if (kept)
			*(number ? numbers_kept : names_kept) += w;
	}
}

/* Half of a pair of blocks: the tokens of one story. */
struct half {
	const struct profile *p;
	const uint8_t *state;
	struct doc_span in;
};

static bool half_has(const struct half *h, uint32_t term)
{
	return doc_span_has(h->p->doc, h->in, term);
}

/* Facts of one kind in one half: how many, and how many the other lacks. */
struct tally {
	float all, lost;
};

static struct tally tally(const struct half *h, const struct half *other, bool number)
{
	struct tally t = {0, 0};

	for (size_t i = h->in.from; i < h->in.to; i++) {
		const struct doc_token *tok = &h->p->doc->tokens[i];
		uint8_t state = h->state[i];
		if (state == FACTS_NONE || ((tok->flags & DOC_NUMBER) != 0) != number)
			continue;
		t.all++;
		if (state == FACTS_LOST)
			t.lost++;
		else if (number && state == FACTS_KEPT && !half_has(other, tok->term))
			t.lost += ELSEWHERE;
	}
	return t;
}

/* Adds the weights of one half: what the other has of it. */
static void weigh(const struct half *h, const struct half *other, struct facts *f)
{
	for (size_t i = h->in.from; i < h->in.to; i++) {
		const struct doc_token *tok = &h->p->doc->tokens[i];
		float w = h->p->token_idf[i];
		if (w <= 0 || (tok->flags & DOC_QUOTED))
			continue;
		bool fact = h->state[i] != FACTS_NONE || w >= RARE;
		bool had = h->state[i] == FACTS_NEAR || half_has(other, tok->term);
		if (fact && w < FACT_LEAST)
			w = FACT_LEAST;
		*(fact ? &f->facts_all : &f->words_all) += w;
		if (had)
			*(fact ? &f->facts_shared : &f->words_shared) += w;
	}
}

/* A number of one half that no token of the other tells exactly. */
static void find_rounded(const struct half *h, const struct half *other, uint8_t *state)
{
	for (size_t i = h->in.from; i < h->in.to; i++) {
		size_t n = 0;
		if (state[i] != FACTS_LOST || (h->p->doc->tokens[i].flags & DOC_NUMBER) == 0)
			continue;
		for (size_t j = other->in.from; j < other->in.to && n == 0; j++)
			n = rounded_tokens(h->p->doc, i, other->p->doc, j);
		for (size_t k = i; k < i + n && k < h->in.to; k++)
			if (state[k] == FACTS_LOST && (h->p->doc->tokens[k].flags & DOC_NUMBER))
				state[k] = FACTS_NEAR;
	}
}

static void mark_rounded(const struct profile *story, const struct profile *earlier,
    const struct align *al, struct facts *f)
{
	for (size_t i = 0; i < al->nblocks; i++) {
		const struct align_block *k = &al->blocks[i];
		struct half a = {story, f->a, doc_span_of(story->doc, k->a, k->na)};
		struct half b = {earlier, f->b, doc_span_of(earlier->doc, k->b, k->nb)};
		find_rounded(&a, &b, f->a);
		find_rounded(&b, &a, f->b);
	}
}

static void compare_blocks(const struct profile *story, const struct profile *earlier,
    const struct align *al, struct facts *f)
{
	for (size_t i = 0; i < al->nblocks; i++) {
		const struct align_block *k = &al->blocks[i];
		struct half a = {story, f->a, doc_span_of(story->doc, k->a, k->na)};
		struct half b = {earlier, f->b, doc_span_of(earlier->doc, k->b, k->nb)};
		weigh(&a, &b, f);
		weigh(&b, &a, f);
		for (int number = 0; number < 2; number++) {
			struct tally ta = tally(&a, &b, number), tb = tally(&b, &a, number);
			*(number ? &f->numbers_clash : &f->names_clash) += fminf(ta.lost, tb.lost);
			*(number ? &f->numbers_agree : &f->names_agree) += ta.all - ta.lost;
		}
	}
}

struct step {
	uint32_t term;
	float weight;
};

/* Which terms a sequence has: numbers of its steps, by hash, from 1. */
struct seen {
	uint8_t row[SEEN_ROWS];
};

static bool seen_before(struct seen *s, const struct step *steps, size_t n, uint32_t term)
{
	size_t at = term % SEEN_ROWS;

	for (; s->row[at] != 0; at = (at + 1) % SEEN_ROWS)
		if (steps[s->row[at] - 1].term == term)
			return true;
	s->row[at] = (uint8_t)(n + 1);
	return false;
}

/* The facts of a story in order, each where it comes first, direct speech aside. */
static size_t steps_of(const struct profile *p, struct step *out, float *all)
{
	const struct doc *d = p->doc;
	struct seen seen = {{0}};
	size_t n = 0;

	*all = 0;
	for (size_t i = d->ntitle; i < d->ntokens && n < SEQUENCE_MAX; i++) {
		const struct doc_token *t = &d->tokens[i];
		float w = p->token_idf[i];
		if ((t->flags & DOC_QUOTED) || w < SEQUENCE_LEAST || (!facts_is(t) && w < RARE) ||
		    seen_before(&seen, out, n, t->term))
			continue;
		out[n++] = (struct step){t->term, w};
		*all += w;
	}
	return n;
}

/* Longest common subsequence by weight (Wagner and Fischer 1974), one row kept. */
static float longest_common(const struct step *a, size_t na, const struct step *b, size_t nb)
{
	float row[SEQUENCE_MAX + 1] = {0};

	for (size_t i = 0; i < na; i++) {
		float corner = 0;
		for (size_t j = 1; j <= nb; j++) {
			float up = row[j];
			if (a[i].term == b[j - 1].term && corner + a[i].weight > row[j])
				row[j] = corner + a[i].weight;
			if (row[j - 1] > row[j])
				row[j] = row[j - 1];
			corner = up;
		}
	}
	return row[nb];
}

static void compare_sequences(
    const struct profile *story, const struct profile *earlier, struct facts *f)
{
	struct step a[SEQUENCE_MAX], b[SEQUENCE_MAX];
	size_t na = steps_of(story, a, &f->sequence_a), nb = steps_of(earlier, b, &f->sequence_b);

	f->sequence = longest_common(a, na, b, nb);
}

enum ct_err facts_make(struct arena *a, const struct profile *story, const struct profile *earlier,
    const struct align *al, struct facts *out)
{
	struct facts f = {0};

	f.a = ARENA_ARRAY(a, story->doc->ntokens + 1, uint8_t);
	f.b = ARENA_ARRAY(a, earlier->doc->ntokens + 1, uint8_t);
	if (f.a == NULL || f.b == NULL)
		return CT_ENOMEM;
	mark(story, earlier, f.a);
	mark(earlier, story, f.b);
	mark_rounded(story, earlier, al, &f);
	sum(story, f.a, &f.numbers_a.kept, &f.numbers_a.all, &f.names_a.kept, &f.names_a.all);
	sum(earlier, f.b, &f.numbers_b.kept, &f.numbers_b.all, &f.names_b.kept, &f.names_b.all);
	compare_blocks(story, earlier, al, &f);
	compare_sequences(story, earlier, &f);
	*out = f;
	return CT_OK;
}

/*
 * What sets a rewrite apart from an independent story of the same event, and
 * from a form filled in anew:
 *
 * - A rewriter keeps facts together that stood together: of two rare terms in one
 *   sentence, both of them in the earlier story, most share a sentence there, too.
 *   (Sentences are bits of a set a term; two terms share one where the sets meet.)
 *
 *	earlier      1 ferry crew    2 debt gearbox
 *	a rewrite    [crew ferry] [gearbox debt]     2 pairs of 2 share a sentence there
 *	another's    [ferry debt] [crew gearbox]     none of 2 does
 *
 * - It keeps the order, begins with the same, and adds no speech of its own.
 * - A form changes facts and keeps the words at their sides: "a magnitude 4.1
 *   earthquake" - "a magnitude 5.6 earthquake".  A rewrite changes the words.
 *
 * Cost: 1 % of judging.  What it is worth: ARCHITECTURE.md, Detection, measured.
 */
#include "telling.h"

#include <math.h>

#define RARE 4.5f       /* weight from which a term counts for grouping */
#define GROUP_MAX 10    /* terms of a sentence */
#define ORDERED 0.2f    /* similarity from which a sentence's place counts */
#define WEIGHTY 4.0f    /* of sentences that say enough */
#define SPEECH_NEW 0.6f /* share of a sentence's speech that the earlier lacks */
#define LEDE 3          /* sentences there that a first one may be told after */
#define WORDS_OF_SET ((DOC_SENTENCES_MAX + 63) / 64)

struct set {
	uint64_t bits[WORDS_OF_SET];
};

/* A rare term of the story that the earlier one has: in which sentences there. */
struct rare {
	struct set there;
	float weight;
};

static bool sets_meet(const struct set *a, const struct set *b)
{
	uint64_t any = 0;

	for (size_t i = 0; i < WORDS_OF_SET; i++)
		any |= a->bits[i] & b->bits[i];
	return any != 0;
}

static struct set sentences_of(const struct profile *p, const struct profile_term *t)
{
	struct set s = {{0}};

	for (size_t k = t->first; k < t[1].first; k++)
		s.bits[p->occ[k].sentence / 64] |= 1ull << (p->occ[k].sentence % 64);
	return s;
}

/* Marks the tokens whose term the earlier story has, and lists rare ones by sentence. */
struct shared {
	uint8_t *had;      /* one a token of the story */
	struct rare *rare; /* GROUP_MAX a sentence, of which nrare are set */
	uint8_t *nrare;
};

static void add_rare(struct shared *s, const struct profile *p, const struct profile_term *t,
    const struct profile *earlier, const struct profile_term *there)
{
	struct rare r = {sentences_of(earlier, there), t->idf};

	for (size_t k = t->first; k < t[1].first; k++) {
		uint16_t at = p->occ[k].sentence;
		if (!p->occ[k].repeat && s->nrare[at] < GROUP_MAX)
			s->rare[at * GROUP_MAX + s->nrare[at]++] = r;
	}
}

static void find_shared(struct shared *s, const struct profile *a, const struct profile *b)
{
	for (size_t i = 0, j = 0; i < a->nterms && j < b->nterms;) {
		const struct profile_term *ta = &a->terms[i], *tb = &b->terms[j];
		uint32_t term_a = ta->term, term_b = tb->term;
		if (term_a == term_b) {
			for (size_t k = ta->first; k < ta[1].first; k++)
				s->had[a->occ[k].token] = 1;
			if (ta->idf >= RARE)
				add_rare(s, a, ta, b, tb);
		}
		i += term_a <= term_b;
		j += term_b <= term_a;
	}
}

static void add_kin(struct shared *s, const struct profile *a, const struct kin *kin)
{
	for (size_t i = 0; i < kin->n; i++) {
		const struct profile_term *t = &a->terms[kin->links[i].a];
		for (size_t k = t->first; k < t[1].first; k++)
			s->had[a->occ[k].token] = 1;
	}
}

static void grouping(const struct shared *s, size_t sentences, struct telling *out)
{
	for (size_t i = 0; i < sentences; i++) {
		const struct rare *r = s->rare + i * GROUP_MAX;
		for (size_t x = 0; x < s->nrare[i]; x++)
			for (size_t y = x + 1; y < s->nrare[i]; y++) {
				float w = fminf(r[x].weight, r[y].weight);
				out->pairs += w;
				if (sets_meet(&r[x].there, &r[y].there))
					out->grouped += w;
			}
	}
}

static void order(const struct profile *a, const struct align *al, struct telling *out)
{
	uint16_t at[DOC_SENTENCES_MAX];
	size_t n = 0;
	float same = 0;

	for (size_t i = 0; i < al->na; i++)
		if (al->best_a[i] >= ORDERED && a->sentence_weight[i] >= WEIGHTY)
			at[n++] = al->best_at[i];
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			same += (float)((at[k] >= at[i]) - (at[k] < at[i]));
	float all = (float)(n * (n > 0 ? n - 1 : 0)) / 2;
	out->order = same / (all + 3);
}

static void lede(const struct profile *a, const struct align *al, struct telling *out)
{
	size_t seen = 0;

	for (size_t i = 0; i < al->na && seen < 2; i++) {
		if (a->sentence_weight[i] < WEIGHTY)
			continue;
		seen++;
		if (al->best_at[i] < LEDE)
			out->lede += al->best_a[i] / 2;
	}
}

/* Speech that was translated and back is the same speech: a sentence's is new where
 * most of its words are. */
static void speech(const struct profile *a, const struct shared *s, struct telling *out)
{
	const struct doc *d = a->doc;

	for (size_t i = 0; i < d->nsentences; i++) {
		float all = 0, lost = 0;
		struct doc_span in = doc_span_of(d, i, 1);
		for (size_t k = in.from; k < in.to; k++) {
			if ((d->tokens[k].flags & DOC_QUOTED) == 0)
				continue;
			all += a->token_idf[k];
			if (!s->had[k])
				lost += a->token_idf[k];
		}
		out->speech += all;
		if (lost > SPEECH_NEW * all)
			out->speech_new += lost;
	}
}

/* The words before and behind a run of facts that the other story lacks. */
struct slot {
	uint32_t before, behind;
	bool number;
};

#define SLOTS_MAX 48

static size_t slots_of(
    const struct doc *d, size_t s, size_t n, const uint8_t *state, struct slot *out)
{
	struct doc_span in = doc_span_of(d, s, n);
	size_t count = 0;

	for (size_t i = in.from; i < in.to && count < SLOTS_MAX; i++) {
		if (state[i] != FACTS_LOST)
			continue;
		size_t from = i;
		while (i + 1 < in.to && state[i + 1] == FACTS_LOST)
			i++;
		out[count++] = (struct slot){doc_span_term(d, in, from - 1),
		    doc_span_term(d, in, i + 1), (d->tokens[from].flags & DOC_NUMBER) != 0};
	}
	return count;
}

static void slots(const struct profile *a, const struct profile *b, const struct align *al,
    const struct facts *f, struct telling *out)
{
	struct slot sa[SLOTS_MAX], sb[SLOTS_MAX];

	for (size_t k = 0; k < al->nblocks; k++) {
		const struct align_block *bl = &al->blocks[k];
		size_t na = slots_of(a->doc, bl->a, bl->na, f->a, sa);
		size_t nb = na > 0 ? slots_of(b->doc, bl->b, bl->nb, f->b, sb) : 0;
		for (size_t i = 0; i < na; i++) {
			float best = 0;
			for (size_t j = 0; j < nb; j++) {
				if (sa[i].number != sb[j].number)
					continue;
				bool before = sa[i].before != 0 && sa[i].before == sb[j].before;
				bool behind = sa[i].behind != 0 && sa[i].behind == sb[j].behind;
				best = fmaxf(best, before && behind   ? 1
						   : before || behind ? 0.4f
								      : 0);
			}
			out->slots += best;
		}
	}
}

enum ct_err telling_make(struct arena *a, const struct profile *story,
    const struct profile *earlier, const struct kin *kin, const struct align *al,
    const struct facts *f, struct telling *out)
{
	struct shared s = {.had = ARENA_ARRAY(a, story->doc->ntokens + 1, uint8_t),
	    .rare = arena_alloc(a, GROUP_MAX * (al->na + 1) * sizeof(struct rare)),
	    .nrare = ARENA_ARRAY(a, al->na + 1, uint8_t)};

	*out = (struct telling){0};
	if (s.had == NULL || s.rare == NULL || s.nrare == NULL)
		return CT_ENOMEM;
	find_shared(&s, story, earlier);
	add_kin(&s, story, kin);
	grouping(&s, al->na, out);
	order(story, al, out);
	lede(story, al, out);
	speech(story, &s, out);
	slots(story, earlier, al, f, out);
	return CT_OK;
}

/*
 * What apart from translations there is of two languages: stories of one language seen
 * as if they were of two, by their names and numbers; two outlets' stories of one event,
 * one of them translated; and translations whose clauses were put in another order among
 * those of another story, since a reporter abroad has the same facts and tells them anew.
 * The beginnings of all these, too: little is told in little room, and alike.
 */
#include "pairs_abroad.h"

#include <stdlib.h>

#include "foreign.h"

#define SEEN_AS_FOREIGN 0.3f /* weight of a pair that is of one language in truth */
#define ABROAD_WORDS 55      /* a translation and what it is compared with have as many */
#define ABROAD_CUT 150
#define HIDE_EVERY 7
#define RETOLD_WEIGHT 16

/* The pair as if one were a translation: by numbers and names alone. */
void pairs_abroad_seen(
    struct gather *g, struct profile *a, struct profile *b, const struct truth *t)
{
	struct truth less = *t;
	struct profile *sa, *sb;
	struct traits x;

	arena_reset(g->foreign);
	if (foreign_shadows(g->foreign, a, b, g->dice.turn % 3 == 0, &sa, &sb) != CT_OK)
		exit(2);
	pairs_garble(g, sa->doc, &(struct noise){13, 38, 0, 0});
	if (profile_make(&sa->doc, 0, &sa) != CT_OK)
		exit(2);
	pairs_compare(g, sa, sb, &x);
	less.weight *= SEEN_AS_FOREIGN;
	pairs_add(g, a, b, &x, &less, 0);
	g->out.rows[g->out.n - 1].foreign = 1;
}

/* As with Chinese and Japanese, whose names and cognates nobody knows. */
static void hide_names(struct doc *d)
{
	for (size_t i = 0; i < d->ntokens; i++) {
		d->tokens[i].flags &= (uint16_t) ~(DOC_NAME | DOC_CAPITAL);
		d->tokens[i].cross = d->tokens[i].sound = 0;
	}
}

/* One of them translated, with all that the translator changes. */
static void add_two(
    struct gather *g, const struct ct_story *sa, const struct ct_story *sb, const struct truth *t)
{
	struct profile *a = pairs_make(g, sa), *b = pairs_make(g, sb), *xa, *xb;
	struct traits x;

	if (g->dice.turn % HIDE_EVERY == 0) {
		hide_names(a->doc);
		hide_names(b->doc);
	}
	arena_reset(g->foreign);
	if (foreign_shadows(g->foreign, a, b, g->dice.turn % 4 == 0, &xa, &xb) != CT_OK)
		exit(2);
	pairs_garble(g, xa->doc, &(struct noise){2, 6, 0, 0});
	if (profile_make(&xa->doc, 0, &xa) != CT_OK)
		exit(2);
	pairs_compare(g, xa, xb, &x);
	if (traits_words(a, b) >= ABROAD_WORDS) {
		pairs_add(g, a, b, &x, t, traits_prior(a, b, &x));
		struct boost_row *r = &g->out.rows[g->out.n - 1];
		r->foreign = r->plain = 1;
		r->story = (unsigned)g->out.n;
	}
	profile_free(a);
	profile_free(b);
}

static struct ct_story beginning(const struct ct_story *s, size_t words)
{
	struct ct_story cut = *s;

	cut.text.n = pairs_first_words(s->text, words);
	return cut;
}

static size_t dice_words(struct gather *g)
{
	return ABROAD_WORDS + 5 + (g->dice.seed++ * 2654435761u >> 8) % ABROAD_CUT;
}

/* A story and the translation of another, or of itself, and the other way round;
 * whole, and `cuts` times as the beginnings of both. */
static void add_abroad(struct gather *g, size_t i, size_t c, const struct truth *of_both, int cuts)
{
	const struct stream_story *of = &g->s->stories[c];
	struct truth t = *of_both;

	t.fold = pairs_fold(g->s, i);

	for (size_t k = 0; k < of->nabroad; k++)
		for (int cut = 0; cut <= cuts; cut++) {
			struct ct_story here = g->s->stories[i].story, there = of->abroad[k];
			if (cut > 0) {
				size_t n = dice_words(g), m = dice_words(g);
				here = beginning(&here, n);
				there = beginning(&there, t.y ? n * (12 + m % 11) / 20 : m);
			}
			if (((size_t)cut + k + g->dice.turn) % 2 > 0)
				add_two(g, &here, &there, &t);
			else
				add_two(g, &there, &here, &t);
		}
}

/* The same facts, translated, by somebody else. */
void pairs_abroad_retold(struct gather *g, size_t i)
{
	const struct stream_story *of = &g->s->stories[i];
	const struct truth t = {0, PAIRS_RETOLD, pairs_fold(g->s, i), RETOLD_WEIGHT};

	for (size_t k = 0; k < of->nabroad; k++) {
		struct ct_story here = of->story, there = of->abroad[k];
		struct view other = g->last[there.lang.p[0] & 31];
		struct buf b = BUF_INIT(1 << 20);

		g->last[there.lang.p[0] & 31] = (struct view){there.text.p, there.text.n};
		if (g->dice.seed % 3 > 0) {
			size_t n = dice_words(g);
			here = beginning(&here, n);
			there = beginning(&there, n);
		}
		synth_retold((struct view){there.text.p, there.text.n}, other, g->dice.seed++, &b);
		there.text = buf_view(&b);
		if (g->dice.seed % 2)
			add_two(g, &here, &there, &t);
		else
			add_two(g, &there, &here, &t);
		buf_free(&b);
	}
}

void pairs_abroad_both(struct gather *g, size_t i, size_t c, const struct truth *t, int cuts)
{
	if (!g->across)
		return;
	add_abroad(g, i, c, t, cuts);
	if (i != c)
		add_abroad(g, c, i, t, cuts);
}

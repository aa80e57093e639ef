#include "pairs_abroad.h"

#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "judge.h"
#include "kin_table.h"
#include "memory.h"
#include "utf8.h"
#include "traits.h"

#define CANDIDATES 10
#define SHORT_EVENT_WEIGHT 10
#define SHORT_REWRITE_WEIGHT 0.2f /* several of a family are found for each */
/* More than TRAITS_BRIEF_WORDS, so that the two models agree where they meet. */
#define BRIEF_WORDS (TRAITS_BRIEF_WORDS * 3 / 2)
#define FAR_MOST 5
#define BARE_EVERY 4 /* one pair of so many is seen as in a language without capitals */

const char *pairs_name(int kind)
{
	static const char *const names[] = {"rewrite", "same-event", "translated", "abroad",
	    "retold", "short-rewrite", "short-event", "own-copy", "own-event", "own-series", "own-other",
	    "original", "stranger", "background", "short", "far"};

	return kind < SYNTH_KINDS ? synth_names[kind] : names[kind - SYNTH_KINDS];
}

static struct boost_row *new_row(struct pairs *p)
{
	if (p->n == p->cap) {
		p->cap = p->cap > 0 ? p->cap * 2 : 1 << 16;
		p->rows = realloc(p->rows, p->cap * sizeof(*p->rows));
		if (p->rows == NULL)
			exit(2);
	}
	return &p->rows[p->n++];
}

void pairs_add(struct gather *g, const struct profile *a, const struct profile *b,
    const struct traits *x, const struct truth *t, float offset)
{
	unsigned words = (unsigned)traits_words(a, b);

	*new_row(&g->out) = (struct boost_row){.x = *x,
	    .y = (unsigned char)t->y,
	    .kind = (unsigned char)t->kind,
	    .fold = (unsigned char)t->fold,
	    .weight = t->weight,
	    .offset = offset,
	    .words = words,
	    .brief = words < BRIEF_WORDS,
	    .story = g->story};
}

/* What is known beforehand is not to be learned; of what was made nothing is. */
static float offset_of(
    const struct truth *t, const struct profile *a, const struct profile *b, const struct traits *x)
{
	return t->kind < SYNTH_KINDS ? 0 : traits_prior(a, b, x);
}

struct profile *pairs_make(struct gather *g, const struct ct_story *s)
{
	struct profile *p;

	if (judge_prepare(g->z, s, NULL, &p) != CT_OK)
		exit(2);
	return p;
}

void pairs_compare(struct gather *g, struct profile *a, struct profile *b, struct traits *x)
{
	struct align al;
	struct facts f;
	struct telling t;
	struct kin kin;

	arena_reset(g->scratch);
	profile_weigh(a, g->now->idf, g->now->memory);
	profile_weigh(b, g->now->idf, g->now->memory);
	if (kin_make(g->scratch, a, b, &kin) != CT_OK ||
	    align_make(g->scratch, a, b, &kin, &al) != CT_OK ||
	    facts_make(g->scratch, a, b, &al, &f) != CT_OK ||
	    telling_make(g->scratch, a, b, &kin, &al, &f, &t) != CT_OK)
		exit(2);
	traits_make(a, b, &al, &f, &t, x);
}

static void strip(struct doc *d)
{
	for (size_t i = 0; i < d->ntokens; i++)
		d->tokens[i].flags &= (uint16_t) ~(DOC_NAME | DOC_CAPITAL);
	d->lang = LANG_NONE;
}

static uint32_t other_term(uint32_t term, const struct noise *n, uint64_t random)
{
	uint16_t at = kin_table_find(term);

	if (at == KIN_TABLE_NONE || (random & 255) >= n->kin)
		return term ^ 0x55AA55AAu;
	uint32_t first = kin_table_start[at], count = kin_table_start[at + 1] - first;
	return kin_table_terms[kin_table_list[first + (random >> 8) % count]];
}

void pairs_garble(struct gather *g, struct doc *d, const struct noise *n)
{
	uint64_t salt = g->dice.turn++ * 0x9E3779B97F4A7C15u;

	for (size_t i = 0; i < d->ntokens; i++) {
		struct doc_token *t = &d->tokens[i];
		uint32_t chance = (t->flags & DOC_NUMBER)    ? n->numbers
				  : (t->flags & DOC_CAPITAL) ? n->names
							     : n->words;
		uint64_t random = (t->term ^ salt) * 0xC2B2AE3D27D4EB4Fu;
		if (random >> 56 >= chance)
			continue;
		t->term = other_term(t->term, n, random >> 24);
		if (t->flags & DOC_NUMBER)
			t->value = 0; /* else rounded.h would still find it the same */
	}
}

void pairs_add_garbled(
    struct gather *g, struct profile *a, struct profile *b, const struct truth *t)
{
	struct truth half = *t;
	struct traits x;
	struct profile *pa;

	arena_reset(g->foreign);
	struct doc *d = ARENA_NEW(g->foreign, struct doc);
	*d = *a->doc;
	d->arena = g->foreign;
	d->tokens = ARENA_ARRAY(g->foreign, d->ntokens + 1, struct doc_token);
	memcpy(d->tokens, a->doc->tokens, d->ntokens * sizeof(*d->tokens));
	uint32_t level = (uint32_t)(g->dice.turn * 0x9E3779B97F4A7C15u >> 32);
	pairs_garble(
	    g, d, &(struct noise){8, 10 + level % 70, 40 + level / 70 % 90, level / 6300 % 256});
	if (profile_make(&d, a->source, &pa) != CT_OK)
		exit(2);
	pairs_compare(g, pa, b, &x);
	/* What stands word for word is garbled nowhere: a form filled in anew is. */
	if (t->y && x.v[TRAIT_verbatim_a] > 0.2f)
		return;
	half.weight /= 2;
	pairs_add(g, a, b, &x, &half, offset_of(t, a, b, &x));
}

/* The pair, and now and then the pair without capitals and table. */
static void add_pair(struct gather *g, struct profile *a, struct profile *b, const struct truth *t)
{
	struct traits x;

	bool foreign = (g->dice.turn++ * 0x9E3779B97F4A7C15u) >> 63;

	if (foreign && g->across && (!t->y || t->kind == SYNTH_EXCERPT || t->kind == SYNTH_DROPPED))
		pairs_abroad_seen(g, a, b, t);
	if (g->across)
		return;
	if (!foreign && g->dice.turn % 2 &&
	    t->kind != SYNTH_TEMPLATE) /* forms are filled in with care */
		pairs_add_garbled(g, a, b, t);
	pairs_compare(g, a, b, &x);
	pairs_add(g, a, b, &x, t, offset_of(t, a, b, &x));
	g->out.rows[g->out.n - 1].plain = !g->cut;
}

static void add_bare(
    struct gather *g, const struct ct_story *sa, const struct ct_story *sb, const struct truth *t)
{
	if (g->across)
		return;
	struct profile *a = pairs_make(g, sa), *b = pairs_make(g, sb);
	struct traits x;

	strip(a->doc);
	strip(b->doc);
	pairs_compare(g, a, b, &x);
	pairs_add(g, a, b, &x, t, offset_of(t, a, b, &x));
	profile_free(a);
	profile_free(b);
}

/* Rewrites by who made them, all else by chance. */
unsigned pairs_fold(const struct stream *s, size_t i)
{
	static const char *const makers[PAIRS_FOLDS] = {"mixset", "apt", "llmfake", "back"};
	int label = s->stories[i].label;
	uint64_t h = i * 0x9E3779B97F4A7C15u;

	if (label >= 0) {
		for (unsigned k = 0; k < PAIRS_FOLDS; k++)
			if (s->labels[label].derived &&
			    strncmp(s->labels[label].relation, makers[k], strlen(makers[k])) == 0)
				return k;
		h = XXH3_64bits(s->labels[label].group, strlen(s->labels[label].group));
	}
	return (unsigned)(h >> 32) % PAIRS_FOLDS;
}

static bool family(const struct stream *s, size_t a, size_t b)
{
	int la = s->stories[a].label, lb = s->stories[b].label;

	return la >= 0 && lb >= 0 && strcmp(s->labels[la].group, s->labels[lb].group) == 0;
}

/* Of one event, and no copy of each other: where one is a copy of a third story
 * about it, neither is it of the rest. */
static bool told_apart(const struct stream *s, size_t a, size_t b)
{
	const struct stream_label *la = &s->labels[s->stories[a].label];
	const struct stream_label *lb = &s->labels[s->stories[b].label];
	int origin_a = la->derived ? la->origin : (int)a;
	int origin_b = lb->derived ? lb->origin : (int)b;

	return strncmp(la->group, "basil", 5) == 0 && origin_a != origin_b;
}

static void add_synthetic(struct gather *g, size_t i, int origin)
{
	const struct stream *s = g->s;
	size_t other = (size_t)(g->dice.seed++ * 2654435761u % (unsigned)i);
	struct profile *rewrite = g->whole.profiles[i], *original = g->whole.profiles[origin];

	if (family(s, other, i) || original->doc->nsentences < 4)
		return;
	for (int kind = 0; kind < SYNTH_KINDS; kind++) {
		/* Each story gives about half of the kinds. */
		if ((g->dice.seed * 40503u + (unsigned)kind * 977u) % 16 < 8)
			continue;
		struct buf b = BUF_INIT(1 << 20);
		synth_make((enum synth_kind)kind, original->doc, rewrite->doc,
		    g->whole.profiles[other]->doc, g->dice.seed, &b);
		struct buf eb = BUF_INIT(1 << 20);
		struct ct_story earlier = s->stories[origin].story;
		struct profile *ep = original;
		if (synth_earlier((enum synth_kind)kind, original->doc, g->dice.seed, &eb)) {
			earlier.text = buf_view(&eb);
			ep = pairs_make(g, &earlier);
		}
		struct ct_story made = {.text = buf_view(&b),
		    .lang = s->stories[i].story.lang,
		    .source = s->stories[i].story.source,
		    .published = CT_TIME_UNKNOWN};
		struct profile *p = pairs_make(g, &made);
		int y = synth_is_copy((enum synth_kind)kind);
		if (p->doc->words >= 20) {
			float w = kind == SYNTH_TEMPLATE || kind == SYNTH_SUMMARY ? 2
				  : kind == SYNTH_DROPPED                         ? 4
										  : 1;
			const struct truth t = {y, kind, pairs_fold(s, i), w};
			if (kind == SYNTH_DROPPED)
				pairs_add_garbled(g, p, ep, &t);
			else
				add_pair(g, p, ep, &t);
			if (kind == SYNTH_MERGED)
				add_pair(g, p, g->whole.profiles[other],
				    &(struct truth){1, kind, t.fold, w / 2});
			if (g->dice.seed % BARE_EVERY == 0 && kind != SYNTH_DROPPED)
				add_bare(g, &made, &earlier, &t);
		}
		if (ep != original)
			profile_free(ep);
		profile_free(p);
		buf_free(&b);
		buf_free(&eb);
	}
}

/* Two stories that are no copies, one of them cut short: a brief shares much of
 * what little it says. */
static void add_cut(struct gather *g, size_t i, size_t c, int kind, float weight)
{
	const struct stream *s = g->s;
	struct ct_story a = s->stories[i].story, b = s->stories[c].story;
	struct ct_story *cut = g->dice.seed++ % 2 ? &a : &b;
	size_t n = 200 + g->dice.seed * 2654435761u % 500;

	if (cut->text.n < 2 * n)
		return;
	cut->text = utf8_clip(cut->text, n);
	struct profile *pa = pairs_make(g, &a), *pb = pairs_make(g, &b);
	g->cut = true;
	add_pair(g, pa, pb, &(struct truth){0, kind, pairs_fold(s, i), weight});
	g->cut = false;
	profile_free(pa);
	profile_free(pb);
}

/* A long story of the background as two about one event. */
static void add_halves(struct gather *g, size_t i)
{
	for (int kind = SYNTH_REST; kind <= SYNTH_OTHERS; kind++) {
		struct buf a = BUF_INIT(1 << 20), b = BUF_INIT(1 << 20);
		const struct doc *d = g->whole.profiles[i]->doc;
		synth_make((enum synth_kind)kind, d, d, d, g->dice.seed, &a);
		synth_earlier((enum synth_kind)kind, d, g->dice.seed++, &b);
		struct ct_story sa = g->s->stories[i].story, sb = sa;
		sa.text = buf_view(&a);
		sb.text = buf_view(&b);
		struct profile *pa = pairs_make(g, &sa), *pb = pairs_make(g, &sb);
		const struct truth t = {0, kind, pairs_fold(g->s, i), 1};
		add_pair(g, pa, pb, &t);
		if (i % 3 == 0)
			add_bare(g, &sa, &sb, &t);
		profile_free(pa);
		profile_free(pb);
		buf_free(&a);
		buf_free(&b);
	}
}

static void add_event(struct gather *g, size_t i, size_t c)
{
	add_pair(g, g->whole.profiles[i], g->whole.profiles[c],
	    &(struct truth){0, PAIRS_SAME_EVENT, pairs_fold(g->s, i), 10});
	for (int t = 0; t < 4; t++)
		add_cut(g, i, c, PAIRS_SAME_EVENT, 2);
	pairs_abroad_both(g, i, c, &(struct truth){0, PAIRS_ABROAD, 0, 8}, 5);
}

static void add_candidates(struct gather *g, size_t i, const struct fingerprint *fp)
{
	struct index_candidate found[CANDIDATES];
	const struct stream *s = g->s;
	int label = s->stories[i].label;
	size_t n = index_query(g->whole.index, fp->keys, fp->nkeys, INT64_MIN, found, CANDIDATES);

	for (size_t k = 0; k < n; k++) {
		size_t c = found[k].story - 1;
		if (family(s, i, c)) {
			if (told_apart(s, i, c))
				add_event(g, i, c);
			continue;
		}
		if (k < 2 && i % 3 == 0)
			add_cut(g, i, c, PAIRS_BACKGROUND, 1);
		int kind = label < 0                  ? PAIRS_BACKGROUND
			   : s->labels[label].derived ? PAIRS_STRANGER
						      : PAIRS_ORIGINAL;
		if (kind == PAIRS_STRANGER && k > 3)
			continue;
		const struct truth t = {0, kind, pairs_fold(s, i), 1};
		add_pair(g, g->whole.profiles[i], g->whole.profiles[c], &t);
		if (k < FAR_MOST)
			pairs_abroad_both(g, i, c, &(struct truth){0, PAIRS_FAR, 0, 2}, 1);
		if ((i + k) % (3 * BARE_EVERY) == 0)
			add_bare(g, &s->stories[i].story, &s->stories[c].story, &t);
	}
}

void lane_learn(struct lane *l, size_t i, struct profile *p, const struct fingerprint *fp)
{
	l->profiles[i] = p;
	profile_learn(p, l->idf, l->memory);
	if (index_add(l->index, (uint32_t)i + 1, (int64_t)i, fp->keys, fp->nkeys) != CT_OK)
		exit(2);
}

size_t pairs_first_words(struct view text, size_t words)
{
	size_t n = 0;

	for (; n < text.n; n++)
		if (text.p[n] == ' ' && words-- == 1)
			break;
	return n;
}

/* A short story with what it finds among the earlier ones of a lane. */
static void add_found(struct gather *g, size_t i, struct profile *p, const struct fingerprint *fp,
    const struct lane *l, size_t most)
{
	struct index_candidate found[CANDIDATES];
	const struct stream *s = g->s;
	int label = s->stories[i].label;
	size_t n = index_query(l->index, fp->keys, fp->nkeys, INT64_MIN, found, CANDIDATES);

	for (size_t k = 0; k < n && k < most; k++) {
		size_t c = found[k].story - 1;
		int kind = PAIRS_SHORT;
		if (c == i)
			continue;
		if (family(s, i, c))
			kind = told_apart(s, i, c) ? PAIRS_SHORT_EVENT : PAIRS_SHORT_REWRITE;
		if (kind == PAIRS_SHORT_REWRITE && !s->labels[label].derived)
			continue;
		float weight = kind == PAIRS_SHORT_EVENT     ? SHORT_EVENT_WEIGHT
			       : kind == PAIRS_SHORT_REWRITE ? SHORT_REWRITE_WEIGHT
							     : 1;
		add_pair(g, p, l->profiles[c],
		    &(struct truth){kind == PAIRS_SHORT_REWRITE, kind, pairs_fold(s, i), weight});
	}
}

/* The story's beginning, as feeds carry it, among the beginnings and the whole
 * of others; and the whole among beginnings. */
static void add_brief(struct gather *g, size_t i, const struct fingerprint *whole)
{
	struct ct_story cut = g->s->stories[i].story;
	struct fingerprint fp;
	struct dice kept = g->dice;

	g->dice = g->brief_dice;
	cut.title = (struct view){NULL, 0};
	cut.text.n = pairs_first_words(cut.text, 12 + g->dice.seed++ * 2654435761u % 60);
	struct profile *p = pairs_make(g, &cut);
	fingerprint_make(p->doc, &fp);
	g->now = &g->brief;
	add_found(g, i, p, &fp, &g->brief, 5);
	g->now = &g->whole;
	add_found(g, i, p, &fp, &g->whole, 2);
	if (i % 2 == 0)
		add_found(g, i, g->whole.profiles[i], whole, &g->brief, 2);
	lane_learn(&g->brief, i, p, &fp);
	g->brief_dice = g->dice;
	g->dice = kept;
}

static void add_story(struct gather *g, size_t i)
{
	const struct stream *s = g->s;
	const struct ct_story *story = &s->stories[i].story;
	struct fingerprint fp;
	int label = s->stories[i].label, origin = label >= 0 ? s->labels[label].origin : -1;

	g->story = (unsigned)i;
	struct profile *p = g->whole.profiles[i] = pairs_make(g, story);
	fingerprint_make(p->doc, &fp);
	add_candidates(g, i, &fp);
	pairs_abroad_both(g, i, i, &(struct truth){1, PAIRS_TRANSLATED, 0, 1}, 2);
	if (g->across)
		pairs_abroad_retold(g, i);
	if (origin >= 0 && (size_t)origin < i && s->labels[label].derived) {
		const struct truth t = {1, PAIRS_REWRITE, pairs_fold(s, i), 1};
		add_pair(g, p, g->whole.profiles[origin], &t);
		pairs_abroad_both(
		    g, i, (size_t)origin, &(struct truth){1, PAIRS_TRANSLATED, 0, 0.25f}, 1);
		if (i % BARE_EVERY == 0)
			add_bare(g, story, &s->stories[origin].story, &t);
		add_synthetic(g, i, origin);
	}
	if (label < 0 && p->doc->nsentences > 16 && i % 4 == 0)
		add_halves(g, i);
	lane_learn(&g->whole, i, p, &fp);
	add_brief(g, i, &fp);
}

struct lane lane_new(size_t stories)
{
	struct lane l = {
	    index_new(), idf_new(), memory_new(), calloc(stories + 1, sizeof(*l.profiles))};

	if (l.index == NULL || l.idf == NULL || l.memory == NULL || l.profiles == NULL)
		exit(2);
	return l;
}

struct pairs pairs_gather(const struct stream *s, bool foreign)
{
	struct gather g = {.s = s,
	    .across = foreign,
	    .whole = lane_new(s->nstories),
	    .brief = lane_new(s->nstories),
	    .z = normalizer_new(),
	    .scratch = arena_new(64u << 20),
	    .foreign = arena_new(64u << 20)};

	if (g.z == NULL || g.scratch == NULL || g.foreign == NULL)
		exit(2);
	g.now = &g.whole;
	for (size_t i = 0; i < s->nstories; i++)
		add_story(&g, i);
	return g.out; /* the rest ends with the process */
}
